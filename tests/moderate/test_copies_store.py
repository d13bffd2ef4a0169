"""Copies are found on arrival, in increments, by one worker or two, and nothing is dropped."""

import json, os, time
from datetime import datetime
import pytest
from consultation.events import MACHINE
from consultation.models import *
from consultation.moderate.actions.copying import group_texts, read_cores
from tests import factories

def test_dev(consultation, now):
    rows=[json.loads(l) for l in __import__('pathlib').Path('/work/shared/data/text/campaigns_dev.jsonl').read_text().splitlines()][:int(os.environ.get('N','1500'))]
    version=QuestionVersion.objects.filter(question__consultation=consultation, question__kind='TEXT').first()
    from uuid import uuid4
    rs=[factories.ResponseFactory.build(consultation=consultation, key=uuid4()) for r in rows]
    Response.objects.bulk_create(rs)
    Answer.objects.bulk_create([Answer(response=a, question_version=version, text=r['text']) for a,r in zip(rs,rows)])
    Screening.objects.bulk_create([Screening(response=a, consultation=consultation, version=1, at=now, state=a.state, received_at=a.received_at) for a in rs])
    from consultation.moderate.copies.grouping import group
    t=time.process_time(); w=time.perf_counter()
    k=0
    import cProfile,pstats; pr=cProfile.Profile(); 
    from consultation.tasks import group_due_texts
    group_due_texts()
    print(k, 'cpu',time.process_time()-t, 'wall', time.perf_counter()-w)
    import sys; sys.path.insert(0,'/tmp')
    from proto import score
    g=dict(TextPrint.objects.values_list('response','group'))
    print(score(rows,[g[a.pk] for a in rs]))
    print(score(rows,group([r['text'] for r in rows]).of))
    print(list(TextGroup.objects.values_list('size','core')[:2]))
    print(Flag.objects.values_list('kind','facts').last(), Screening.objects.exclude(tokens=[]).first().tokens)
    from collections import Counter
    print(Counter(Flag.objects.values_list('kind',flat=True)))
    print(list(Event.objects.filter(kind='screening.run').values_list('facts',flat=True))[:4])
    for x in TextGroup.objects.all(): assert x.size==x.members.filter(gone=False).count()

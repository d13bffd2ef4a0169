import shutil
from pathlib import Path
from consultation.files import path_of
from consultation.models import ReportKind
def test_dump(make, varied):
    out = Path("/tmp/f-out"); out.mkdir(exist_ok=True)
    for kind in (ReportKind.WHOLE, ReportKind.EXPORT):
        r = make(kind)
        assert (r.state, r.error) == ("DONE", "")
        for f in r.files.all():
            shutil.copy(path_of(f.sha256), out / f.name)
            print(f.kind, f.name, f.size)

"""Made-up residents who write differently: other languages, contact details, odd characters.

Telephone numbers are of the ranges that Ofcom keeps for drama; addresses of e-mail are at
example.com and example.org; streets are invented and the postcodes are not in use; people are
first names and surnames combined by chance.
"""
# ruff: noqa: E501 - a sentence stands on one line, however long

# Language code: sentences for the counter, sentences against it. `{S}` is the counter.
LANGUAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "pl": (
        (
            "Proszę nie zamykać punktu w {S}.",
            "Mieszkam blisko i chodzę tam pieszo.",
            "Nie mówię dobrze po angielsku i wolę rozmawiać z człowiekiem.",
            "Przez telefon trudno mi wszystko wyjaśnić.",
        ),
        ("Zgadzam się z tą propozycją.", "Wszystko zgłaszam przez internet."),
    ),
    "ro": (
        (
            "Vă rog să nu închideți ghișeul de la {S}.",
            "Locuiesc aproape și merg acolo pe jos.",
            "Nu vorbesc bine engleza și prefer să vorbesc cu un om.",
            "La telefon îmi este greu să explic.",
        ),
        ("Sunt de acord cu această propunere.", "Eu raportez totul pe internet."),
    ),
    "bn": (
        (
            "দয়া করে {S} কাউন্টার বন্ধ করবেন না।",
            "আমি কাছেই থাকি এবং হেঁটে যাই।",
            "আমি ভালো ইংরেজি বলতে পারি না, তাই মানুষের সঙ্গে কথা বলতে চাই।",
            "ফোনে সব বোঝানো কঠিন।",
        ),
        ("আমি এই প্রস্তাব সমর্থন করি।",),
    ),
    "ur": (
        (
            "براہ کرم {S} کا کاؤنٹر بند نہ کریں۔",
            "میں قریب رہتا ہوں اور پیدل جاتا ہوں۔",
            "میری انگریزی اچھی نہیں ہے، اس لیے میں کسی انسان سے بات کرنا چاہتا ہوں۔",
            "فون پر سمجھانا مشکل ہے۔",
        ),
        ("میں اس تجویز کی حمایت کرتا ہوں۔",),
    ),
    "ar": (
        (
            "من فضلكم لا تغلقوا مكتب الشرطة في {S}.",
            "أسكن قريبًا وأذهب إليه سيرًا على الأقدام.",
            "لا أتكلم الإنجليزية جيدًا وأفضل أن أتحدث مع شخص.",
            "من الصعب أن أشرح عبر الهاتف.",
        ),
        ("أوافق على هذا الاقتراح.",),
    ),
    "es": (
        (
            "Por favor, no cierren la comisaría de {S}.",
            "Vivo cerca y voy a pie.",
            "No hablo bien inglés y prefiero hablar con una persona.",
            "Por teléfono me cuesta explicarme.",
        ),
        ("Estoy de acuerdo con esta propuesta.", "Yo lo hago todo por internet."),
    ),
    "pt": (
        (
            "Por favor, não fechem o balcão de {S}.",
            "Moro perto e vou a pé.",
            "Não falo bem inglês e prefiro falar com uma pessoa.",
            "Por telefone é difícil explicar.",
        ),
        ("Concordo com esta proposta.", "Eu trato de tudo pela internet."),
    ),
    "tr": (
        (
            "Lütfen {S} karakolunu kapatmayın.",
            "Yakında oturuyorum ve oraya yürüyerek gidiyorum.",
            "İngilizcem iyi değil, bir insanla konuşmayı tercih ederim.",
            "Telefonda anlatmak benim için zor.",
        ),
        ("Bu öneriyi destekliyorum.", "Ben her şeyi internetten bildiriyorum."),
    ),
    "so": (
        (
            "Fadlan ha xirina xafiiska booliska ee {S}.",
            "Waxaan ku noolahay meel u dhow.",
            "Af Ingiriisiga si fiican uguma hadlo.",
            "Waxaan doorbidayaa inaan qof la hadlo.",
        ),
        ("Waan taageersanahay soo jeedintan.",),
    ),
    "gu": (
        (
            "કૃપા કરીને {S} નું કાઉન્ટર બંધ કરશો નહીં.",
            "હું નજીકમાં રહું છું અને ચાલીને જાઉં છું.",
            "મારું અંગ્રેજી સારું નથી, મને માણસ સાથે વાત કરવી ગમે છે.",
            "ફોન પર સમજાવવું મુશ્કેલ છે.",
        ),
        ("હું આ પ્રસ્તાવને ટેકો આપું છું.",),
    ),
}

FIRST_NAMES = (
    "Amara", "Tomasz", "Bernadette", "Yusuf", "Ioana", "Leroy", "Parvati", "Colm", "Fatima", "Desmond",
    "Marguerite", "Hassan", "Sunita", "Gwen", "Kwabena", "Rosalind", "Emre", "Anjali", "Piotr", "Shanice",
    "Winston", "Noor", "Beatriz", "Cedric", "Halima", "Oleg", "Tamsin", "Viktor", "Zainab", "Edith",
)  # fmt: skip
SURNAMES = (
    "Ashgrove", "Tillbrook", "Kowalik", "Merriweather-Pike", "Dunsable", "Okorafi", "Pellwright", "Hartsong",
    "Ibrahimli", "Quillane", "Sandoway", "Banerjit", "Thornquist", "Abelove", "Marchetta", "Wexcombe", "Yildar",
    "Fenwater", "Ogbonnay", "Larkspire", "Castellane", "Rushbeck", "Haddadi", "Vellacourt", "Nwosuke", "Brambley",
)  # fmt: skip
STREETS = (
    "Larkmoor Road", "Tinderfield Lane", "Quillfield Avenue", "Old Saltpan Street", "Hobb's Acre", "Merrowdown Close",
    "Candlewick Rise", "Seven Geese Yard", "Thistlebank Gardens", "Copperbeck Way",
)  # fmt: skip
# No address has these: the second half is not given out in these districts.
POSTCODES = (
    "IG1 0ZZ", "E17 0YZ", "N22 0ZZ", "SW19 0ZZ", "CR4 0ZZ", "SE13 9ZZ", "NW5 9ZZ", "W3 0YZ", "HA9 0ZY", "BR1 0ZZ",
)  # fmt: skip
# What people write about themselves and others. `{P}` phone, `{E}` e-mail, `{N}` name, `{H}` house
# number, `{R}` street, `{C}` postcode.
PERSONAL = (
    "You can ring me on {P}.",
    "My number is {P} if you want to talk.",
    "Write to me at {E}.",
    "My name is {N} and I live at {H} {R}, {C}.",
    "My neighbour {N} at number {H} saw it too, ask her on {P}.",
    "I am {N}, email {E}.",
    "My father, {N}, was born on 4 March 1938 and cannot travel.",
    "The officer who helped me was PC {N}.",
    "We are at {C}, so the other counter is no use.",
    "My National Insurance number is QQ 12 34 56 C, they asked for it at the desk.",
)
SIGNED = ("{N}", "{N}, {C}", "{N}\n{H} {R}\n{C}", "{N} ({E})")

ABUSE, WRONG, ODD = "abuse-only", "wrong-consultation", ""
# (what it is, the words): what any field on the internet is sent sooner or later.
STRANGE = (
    (ODD, "=SUM(A1:A9)*1000 is what you will save. Nothing."),
    (ODD, "<b>KEEP {S} OPEN</b><br>we are <i>not</i> going away"),
    (ABUSE, "You are all useless idiots. Get lost, the whole rotten lot of you."),
    (ODD, "+44 is how my phone starts, -1 is what I give this plan"),
    (ODD, '<script>alert("keep {S} open")</script>'),
    (WRONG, "My bins were not collected on Thursday and the lamp outside our house flickers."),
    (ODD, "@Mayor please read this one: 5 > 3 counters & \"more\" is not less; 'quoted', 100 %"),
    (ODD, '=HYPERLINK("http://example.com/{S}","click here")'),
    (ODD, "- too far\n- too few hours\n- no lift\n\n\tand the bus stops at eight 🚌"),
    (ABUSE, "Rubbish. Clowns. I hope you trip over your own files."),
)  # fmt: skip

"""Words for generated responses. All of them written for this purpose; nobody said them.

`{station}` and `{borough}` are filled in. Phone numbers come from the ranges set aside for drama,
addresses of e-mail from domains set aside for examples.
"""

OPPOSE = (
    "I am against closing the counter at {station}.",
    "Please keep {station} open.",
    "{station} is the only police counter I can walk to.",
    "Two buses each way is too much for somebody who has just been robbed.",
    "My mother is 83 and does not use the internet.",
    "When my bag was stolen I went to {station} and somebody listened to me straight away.",
    "I tried the phone line last year and waited forty minutes.",
    "Not everybody can report a crime on a website.",
    "People with hearing loss cannot use a phone line easily.",
    "English is not my first language and on the phone I am not understood.",
    "Women who are followed at night need a door that is open.",
    "Closing the counter tells {borough} that nobody is coming.",
    "The figures on use are from years ago and nobody says how they were counted.",
    "You counted crime reports, but most visits are about something else.",
    "If hours were known and kept, more people would come.",
    "The counter costs little next to the whole budget.",
    "Once the building is sold it will never come back.",
    "Knife crime in {borough} has gone up and the answer is to leave?",
    "I have to sign on at the counter and cannot afford the fare to the next one.",
    "Young people go there when home is not safe.",
    "The next counter is at the other end of {borough}.",
    "Traffic on the main road makes it an hour in the afternoon.",
    "I use a wheelchair and the next station is not step-free.",
    "A library desk is not the same; I would not talk about it in front of my neighbours.",
    "Please wait until the new online service has been tested before you decide.",
    "Nothing should close until we know whether the new technology works.",
    "Nobody told our street that this was happening.",
    "Consultation at the end of the summer is not fair on families.",
    "The two local schools send children there when something happens on the way home.",
    "Officers based here know us by name.",
    "Our shop has called the counter many times and they always knew what to do.",
)
SUPPORT = (
    "I support this.",
    "I would rather have officers on the street than behind a desk.",
    "I have lived in {borough} for twenty years and never once went to {station}.",
    "Hardly anybody uses the counter at {station}.",
    "The money is better spent on neighbourhood officers.",
    "Reporting online took me five minutes.",
    "The building is old and expensive to heat.",
    "One counter that never closes is better than three with odd hours.",
    "As long as 101 is answered quickly this makes sense.",
    "Sell it and put the money into policing {borough}.",
    "A weekly session at the library would reach more people.",
    "Times have changed and so should the police.",
    "It is fair that every borough keeps one counter all day and night.",
)
NEITHER = (
    "I do not know enough to say.",
    "It depends on what replaces it.",
    "I can see both sides.",
    "I would need to know how long the phone queue is.",
    "Show us the numbers for {borough} first.",
    "I have no strong view, but please keep the door open at weekends.",
)
KEEP = (
    "I am glad that {station} stays.",
    "Keep {station} open all day and all night, as promised.",
    "{station} is busy, and the closures elsewhere will make it busier.",
    "Please add staff if two other counters close.",
    "The waiting room at {station} is too small already.",
)
INSTEAD = (
    "Open three days a week instead of closing.",
    "Share a desk with the library or the town hall.",
    "Train volunteers to run the counter.",
    "Test the online service for a year first.",
    "Put a phone to the police in the entrance hall.",
    "Keep the counter and sell the rooms upstairs.",
    "Move it to the shopping centre where people are.",
    "A van on market days would already help.",
)
EVIDENCE = (
    "The visits were counted in one week only.",
    "There is nothing about disabled people in the evidence.",
    "The distance is as the crow flies, and there is a river in between.",
    "The hours given for {station} are wrong.",
    "Where do the running costs come from?",
    "Nobody counted people who came and found it shut.",
)
LETTERS = (
    "I object to the proposal to close the front counter at {station}. Residents of {borough} "
    "were promised that every community would have somewhere to meet the police face to face. "
    "The evidence does not show how elderly and disabled people would reach the next counter. "
    "I ask that the decision be put off until the effect of new technology has been evaluated.",
    "Hands off our station! {station} belongs to the people of {borough}. Closing it saves little "
    "and costs trust. We want a counter that is open, staffed and close to where we live.",
    "As a local business in {borough} I ask you to think again about {station}. Our staff work "
    "late and need to know that help is near. Anti-social behaviour on the high street has grown "
    "and a visible police presence is what keeps customers coming.",
    "I welcome the plan. Police time is too precious to be spent at desks that few people visit. "
    "Every pound saved on buildings should go to officers who walk the streets of {borough}.",
)
OTHER_LANGUAGES = {
    "pl": ("Proszę nie zamykać posterunku policji.", "Mieszkam blisko i czuję się bezpiecznie."),
    "ro": ("Vă rog să nu închideți secția de poliție.", "Locuiesc aproape și am nevoie de ea."),
    "es": ("Por favor, no cierren la comisaría.", "Mi madre no sabe usar internet."),
    "pt": ("Por favor, não fechem a esquadra.", "A minha mãe não sabe usar a internet."),
    "tr": ("Lütfen polis karakolunu kapatmayın.", "Annem internet kullanmayı bilmiyor."),
    "it": ("Per favore non chiudete la stazione di polizia.", "È troppo lontano per noi."),
    "bn": ("দয়া করে থানা বন্ধ করবেন না।", "আমার মা ইন্টারনেট ব্যবহার করতে পারেন না।"),
    "ur": ("براہ کرم تھانہ بند نہ کریں۔", "میری والدہ انٹرنیٹ استعمال نہیں کر سکتیں۔"),
    "ar": ("من فضلكم لا تغلقوا مركز الشرطة.", "أمي لا تستخدم الإنترنت."),
    "gu": ("કૃપા કરીને પોલીસ સ્ટેશન બંધ ન કરો.", "મારી મા ઇન્ટરનેટ વાપરતી નથી."),
    "ta": ("தயவுசெய்து காவல் நிலையத்தை மூடாதீர்கள்.", "என் அம்மா இணையத்தைப் பயன்படுத்துவதில்லை."),
    "so": ("Fadlan ha xirin saldhigga booliska.", "Hooyaday ma isticmaasho internetka."),
}
FIRST_NAMES = ("Amara", "Bram", "Chidi", "Dilys", "Esra", "Farid", "Gwen", "Hana", "Ivo", "Jun")
LAST_NAMES = ("Abelard", "Brightwater", "Castellow", "Dunmore", "Eastley", "Fernhope", "Glasswell")
PERSONAL = (
    "You can ring me on 07700 900{number:03}.",
    "My number at work is 020 7946 0{number:03}.",
    "Write to {first}.{last}@example.com if you need more.",
    "My name is {first} {last} and I live at {house} Acacia Walk.",
    "My neighbour {first} {last} has dementia and walks there to ask the time.",
    "The officer who helped me then was PC {last}.",
)
OUTLANDISH = (
    "=HYPERLINK(\"http://example.org/\",\"click\")",
    "+44 is how my number starts, so what",
    "-1 out of 10",
    "@{borough} do better",
    "<b>KEEP IT OPEN</b> <script>alert('hello')</script>",
    "THIS IS A DISGRACE AND YOU SHOULD ALL BE ASHAMED!!!",
    "no no no no no no no",
    ".",
)  # fmt: skip

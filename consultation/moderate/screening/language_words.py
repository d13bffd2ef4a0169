"""The small words of languages that are written in Latin letters, and letters of few of them."""

WORDS = {
    "en": "the of and to in is that it for was on are with as i his they be at this have from "
    "or had "
    "by but not what all were we when your can there an which their if will would more about my "
    "our "
    "been has do who should please no because very than you me its only so how just could",
    "cy": "y yr yn ac mae a'r i'r o'r ddim yw bod wedi ei eu gan hefyd ond neu fel dim hyn hwn "
    "hon am "
    "ar at o i dros heb roedd mae'n ein a'i fod nad agor angen bobl pobl oes fydd gyda rydw "
    "rwy'n rwyf dwi ydy nid ni nhw fy eich ein hynny iawn "
    "pob mewn sydd sy'n bydd byddai oedd rhaid dylid dylai gorsaf heddlu cau mwy lle pan os na nad",
    "pl": "i w nie na się z do to że jest o jak ale po co tak za dla od czy tym przez ten już "
    "tylko "
    "jego są być jestem mnie nas był była bardzo które który oraz przy bez jeśli więcej aby "
    "żeby tej "
    "moim mojej mój moja nasza policja posterunek proszę",
    "so": "waa iyo in ka ku oo u ah la ayaa waxaa aan uu ay soo si kale waxay badan laakiin ma "
    "maya "
    "haddii markii waxaan aad isaga iyada annaga iyaga kuwa kan tani taas kasta ilaa sida baan "
    "marka saldhigga booliska xirin waxuu ugu leh lahayn ahay yahay tahay",
    "tr": "ve bir bu için çok da de ile ne ama daha gibi kadar var yok ben sen biz siz onlar "
    "olarak "
    "olan mi değil her şey en sonra önce olduğu ki ya veya hem bana bizim benim karakol polis "
    "kapatılması istiyorum lütfen olmalı olacak oldu edilmeli",
    "ro": "și si de la în in nu un o cu pe care este sunt că ca din mai pentru dar sau fi a al "
    "ai ale "
    "lui ei noi voi ei am are au fost foarte acest această aceasta dacă ne îmi eu prin după când "
    "unde poliție secția trebuie vă rog despre fără",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi "
    "ao ele "
    "das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela "
    "entre "
    "era depois sem mesmo aos ter seus quem nas me esse eles você essa num nem às minha polícia "
    "esquadra não deve porque",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más pero "
    "sus le "
    "ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde "
    "todo "
    "nos durante todos uno les ni contra otros ese eso ante ellos e esto mí antes algunos qué unos "
    "yo otro otras otra él tanto esa estos mucho policía comisaría comisaria mi está son "
    "nuestro nuestra favor cierre",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se "
    "ce il "
    "sont la avec son mais comme ou si leur y dont aux nous vous elle je cette ces tout être fait "
    "c'est qu'il n'est j'ai d'un d'une l'on très sans aussi même bien où était ont peut mon ma mes "
    "police commissariat fermeture il faut notre",
    "it": "di e il la che è per un in non una sono con si da come le dei del nel alla più anche "
    "ma lo "
    "gli al della ha ho i o questo questa se ci mi perché molto quando dove chi essere era io noi "
    "delle nella sul dal tutti tutto loro suo sua ogni senza polizia stazione deve mia",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als "
    "auch es an "
    "werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum "
    "war "
    "haben nur oder aber vor zur bis mehr durch man sein wurde ich wir uns mein sehr polizei",
    "nl": "de en van het een in is dat op te zijn met voor niet die er aan om ook als dan maar "
    "bij of "
    "uit nog naar heeft hebben ze wordt door over ik we wij mijn deze dit geen zeer politie bureau "
    "moet wel worden veel",
    "sq": "dhe të në e një për me që nuk është nga si ka do ky kjo më shumë edhe por se janë "
    "kam jam "
    "ne ju ata ajo atë këtë sepse duhet policia stacioni i u ose",
    "lt": "ir yra kad ne į iš su tai kaip bet ar už po dėl taip jis ji mes jūs aš buvo būti labai "
    "mano mūsų šis ši nuo prie policijos nes reikia",
    "hu": "a az és hogy nem is egy ez meg csak már de ha van volt még mint kell nagyon én mi "
    "azt ezt "
    "vagy sem lesz fel ki el rendőrség mert nekem",
    "sk": "a na je že sa to v som ako ale pre s o aj nie by za do ktoré ktorý alebo keď veľmi bol "
    "bola sú ste nás policajná ich od",
    "cs": "a na je že se to v jsem jako ale pro s o i není by za do které který nebo když velmi "
    "byl "
    "byla jsou jste nás policejní jejich od",
    "hr": "i je u se na da su za ne od što kao ali s bi smo ili koji koja iz nije sam biti će vrlo "
    "mi vi policija postaja treba nas jer",
    "sw": "na ya wa ni kwa za katika hii kuwa la si au lakini hiyo hizo watu sana kama wote yetu "
    "yangu polisi kituo sisi wao hapa pia zaidi ambayo hakuna",
    "yo": "ni ti awọn naa si ati fun pe kan o wa lati wọn mi jẹ bi ko ṣe gbogbo nitori ọlọpa",
    "vi": "và của là có không được cho các một trong người với này đã để những khi tôi chúng ở rất "
    "cảnh sát nhưng vì phải nếu từ",
    "tl": "ang ng sa na mga ay at hindi ko ako ito para kung may po siya namin natin kami lang "
    "dahil "
    "pulis istasyon wala nang ka mo",
    "id": "yang dan di ini itu dengan untuk tidak dari dalam akan pada ke kami saya mereka "
    "adalah ada "
    "juga bisa karena polisi kantor sudah atau",
    "ku": "û li ji bi di de ku ev ew em hûn wan ne na jî bo xwe min dike polîs her gelek",
}  # fmt: skip
SMALL_WORDS: dict[str, tuple[str, ...]] = {}
for _language, _words in WORDS.items():
    for _word in set(_words.split()):
        SMALL_WORDS[_word] = (*SMALL_WORDS.get(_word, ()), _language)
#: Letters that say more than a word does.
MARKS = {
    "cy": "ŵŷ", "pl": "ąęłśźżńć", "tr": "ışğ", "ro": "șțăşţ", "pt": "ãõ", "es": "ñ¿¡", "de": "ßä",
    "fr": "êçèœùû", "it": "ìòà", "sq": "ë", "lt": "ėįųūčšž", "hu": "őűá", "cs": "ěřůčž",
    "sk": "ľĺŕťôč", "vi": "ơưđạảấầẩậắằẵặẹẻếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ", "yo": "ẹọṣ", "hr": "đčš",
    "ku": "îêû",
}  # fmt: skip

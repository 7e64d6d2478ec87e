"""The words by which a CV says who someone is: contact, birth, family, origin, faith, sex."""

import re

_SEGMENT_END = r"[^\n|•·;\t]*"

_LABELS = (
    # English
    r"(?:full |first |last |family |given |maiden )?names?|surname|applicant|candidate",
    r"(?:date|place|year) of birth|birth ?(?:date|day|place|year|name)|d\.?o\.?b\.?|born|age",
    (
        r"(?:dual )?nationality|citizenship|citizen|country of (?:birth|origin)|ethnicity|ethnic "
        r"(?:origin|group)|race|visa(?: status)?|residence permit|work permit|native place|passport"
        r"(?: no\.?| number)?"
    ),
    r"marital status|civil status|family status|children|spouse|dependants|dependents",
    r"sex|gender(?: identity)?|sexual orientation|pronouns?|religion|denomination|faith|caste",
    r"disability|health status|height|weight|blood group|political views|military service",
    (
        r"(?:home |postal |current |permanent |e-?mail |mailing )?address|(?:place of )?residence|"
        r"phone(?: number)?|telephone|tel\.?|fax|e-?mail|contact|skype|linkedin|xing|"
        r"photo(?:graph)?|picture"
    ),
    # German
    (
        r"(?:vor|nach|familien|geburts)?name|geboren(?: am| in)?|geb\."
        r"|geburts(?:datum|tag|ort|jahr)|alter|staatsangehörigkeit|staatsbürgerschaft|nationalität|herkunft|aufenthaltsstatus"
    ),
    r"familienstand|kinder|geschlecht|konfession|religionszugehörigkeit|wehrdienst|zivildienst",
    r"anschrift|adresse|wohnort|wohnhaft(?: in)?|telefon|handy|lichtbild|foto",
    # French
    (
        r"nom(?: de famille| de naissance)?|prénoms?|né(?:e|\(e\))?(?: le| à)?|date de naissance|"
        r"lieu de naissance|âge|nationalité|citoyenneté"
    ),
    (
        r"situation (?:familiale|de famille|matrimoniale)|état civil|enfants|sexe|genre|confession|"
        r"service militaire|domicile|téléphone|tél\.?|courriel|permis de séjour"
    ),
)
LABELLED = re.compile(
    rf"(?:^|(?<=[|•·;\t]))[ \-*]*(?:{'|'.join(_LABELS)})[ ]*[:=–][ ]*{_SEGMENT_END}",
    re.IGNORECASE | re.MULTILINE,
)
"""A personal fact behind its label, up to the end of the line or of its part of the line."""

CONTACT = re.compile(
    r"(?<![\w.+-])[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"
    r"|(?:https?://|www\.)\S+"
    r"|\b(?:linkedin|xing|facebook|instagram|github|gitlab|twitter|x)\.com\S*"
    r"|(?:\b(?:mobile|cell|mobil|portable)[ ]*:?[ ]*)?"
    r"(?<![\w.])(?:\+\d{1,3}[ ()./-]{0,2}|\(?0\d)(?:[\d ()./-]{6,18}\d)(?![\w.])"
    r"|(?<!\w)@[A-Za-z_]\w{2,}",
    re.IGNORECASE,
)

BIRTH_AND_AGE = re.compile(
    r"\b(?:born|geboren|née?|né\(e\))\s+(?:on |in |am |le |en |à )?[^\n,;|]{0,40}?(?:19|20)\d\d"
    r"(?:\s+(?:in|at|à)\s+[A-ZÀ-Þ]\w+)?"
    r"|\b\d{1,2}[- ]years?[- ]old\b|\b(?:aged?|age of)\s+\d{1,2}\b"
    r"|\b\d{1,2}\s+jahre\s+alt\b|\b\d{1,2}[- ]jährige[rsn]?\b"
    r"|\b(?:âgée? de\s+)\d{1,2}\s+ans\b"
    r"|^[ \t]*\d{2}\s+(?:years|jahre|ans)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)

_COUNT = r"(?:\d|one|two|three|four|five|ein|zwei|drei|vier|fünf|un|deux|trois|quatre|cinq)"
FAMILY = re.compile(
    r"\b(?:happily )?(?:un)?married\b(?!\s+to\s+\w+ing)(?:\s+(?:to|with)\s+[^\n.,;]{0,40})?"
    r"|\b(?:divorced|widowed)\b|(?:^|(?<=[,|;•·\n]))[ \t]*single[ \t]*(?=$|[,|;•·\n])"
    r"|\b(?:verheiratet|ledig|geschieden|verwitwet)\b"
    r"|\b(?:mariée?|célibataire|divorcée?|veuve?|pacsée?)\b"
    rf"|\b{_COUNT}\s+(?:young |small |kleine )?(?:child(?:ren)?|kids|sons?|daughters?|kind(?:er)?|"
    r"enfants?|fils|filles?)\b(?!')"
    rf"|\b(?:mother|father|mum|dad|parent|mutter|vater|mère|père)\s+(?:of|von|de)\s+{_COUNT}\b"
    r"|\b(?:maternity|paternity|parental)\s+leave\b|\b(?:elternzeit|mutterschutz)\b"
    r"|\bcongé\s+(?:de\s+)?(?:maternité|paternité|parental)\b|\bpregnan(?:t|cy leave)\b",
    re.IGNORECASE | re.MULTILINE,
)

ADDRESS = re.compile(
    r"^[ \t]*(?:\d+\s?[a-z]?,?\s+(?:[\w'’.-]+\s+){0,4}(?:street|st|road|rd|avenue|ave|lane|drive|"
    r"close|court|terrace|boulevard|blvd|rue|place|allée)\b|\d+(?:\s?bis)?,?\s+(?:rue|avenue|"
    r"boulevard|place|allée|chemin)\b|[\w.-]*(?:straße|strasse|str\.|weg|platz|gasse|allee)\s+\d+"
    r"|(?:[A-Z]{1,2}-)?\d{4,5}\s+[A-ZÀ-Þ]\w+[^\n\d]{0,20}$)[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)

ATTACHED = re.compile(
    r"^[^\w\n]*(?:personal(?: details| information| data| profile)?|persönliche (?:daten|angaben)|"
    r"zur person|informations personnelles)[^\w\n]*$|"
    r"\b(?:photo(?:graph)?|picture|foto|lichtbild|bewerbungsfoto)\s+"
    r"(?:attached|enclosed|included|on request|anbei|beigefügt|jointe?|ci-jointe?)\b",
    re.IGNORECASE | re.MULTILINE,
)

HONORIFIC = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Sir|Madam|Herr|Herrn|Frau|Monsieur|Madame|Mademoiselle|Mme|Mlle)\b\.?"
    r"|(?<=\n)[ \t]*M\.(?=\s)"
)

PRONOUNS = re.compile(
    r"\b(?:she|he|they|ze|xe|sie|er|elle|il)\s*/\s*(?:her|him|them|hir|zir|ihr|ihm|lui)"
    r"(?:\s*/\s*(?:hers|his|theirs|sein))?\b"
    r"|\b(?:[Ss]he|[Hh]e|[Hh]im|[Hh]ers?|[Hh]is|[Hh]imself|[Hh]erself|[Tt]he(?:y|m|irs?)"
    r"|[Tt]hemsel(?:f|ves))\b"
    r"|\b(?:[Ee]r|[Ss]ie|[Ii]hm|[Ii]hn|[Ii]hr(?:e[mnrs]?)?|[Ss]ein(?:e[mnrs]?))\b"
    r"|\b(?:[Ii]l|[Ee]lle|[Ll]ui)\b"
)

GENDERED_GROUP = re.compile(
    r"\b(?:(?:wo)?men|(?:fe)?males?|ladies|girls|boys|gentlemen|frauen|männer|femmes|hommes)(?:['’]s?)?"
    r"(?=\s+(?:in\s+\w+|who\s+\w+|\w+\s+(?:club|team|society|league|network|association)|club|"
    r"team|society|league|network|association|engineers|football|rugby|chess|hockey)\b)"
    r"|\b(?:sorority|fraternity)\b",
    re.IGNORECASE,
)

PERSONAL = (
    LABELLED,
    CONTACT,
    BIRTH_AND_AGE,
    FAMILY,
    ADDRESS,
    ATTACHED,
    HONORIFIC,
    PRONOUNS,
    GENDERED_GROUP,
)
"""All patterns, in the order in which they are masked."""

_INSTITUTION = (
    r"university|college|institute|academy|polytechnic|business school|grammar school|"
    r"high school|school of \w+|law school|medical school|conservatory|"
    r"universität|hochschule|fachhochschule|gymnasium|akademie|technische universität|"
    r"université|école|lycée|institut|faculté"
)
# Bounded: a word of a megabyte, begun anew at each of its dots, would take hours.
_NAME_WORD = r"[A-ZÀ-Þ][\w'’&.-]{0,40}"
INSTITUTION = re.compile(
    rf"\b(?:{_NAME_WORD}[ ]){{0,4}}(?i:{_INSTITUTION})\b"
    rf"(?:[ ](?:of|de|des|du|für|for|and|the|in|at|la|{_NAME_WORD})){{0,5}}"
    r"|\b(?:MIT|ETH|EPFL|LSE|UCL|INSEAD|HEC|TUM|RWTH|KIT|IIT|UCLA|NYU|CMU|Harvard|Oxford|"
    r"Cambridge|Stanford|Yale|Princeton|Columbia|Sorbonne|Caltech|Ivy League|Russell Group)\b"
)

DEGREE = re.compile(
    r"\b(?:b\.?sc|m\.?sc|b\.?a|m\.?a|b\.?eng|m\.?eng|m\.?b\.?a|ph\.?d|bachelor\w*|master of|"
    r"master['’]?s|diplom\w*|degree|licence|doctorate|doktor|promotion zum|abitur|baccalauréat|"
    r"a[- ]levels?|gcses?|graduated|studium|abschluss|études)\b",
    re.IGNORECASE,
)
YEAR = re.compile(
    r"(?:\b\d{1,2}[/.])?\b(?:19|20)\d\d\b(?:\s*(?:-|–|—|to|bis|à)\s*"
    r"(?:(?:\d{1,2}[/.])?(?:19|20)?\d\d|present|today|now|heute))?"
)

"""What words like Go, Excel or Java mean in a CV when they do not mean the tool."""

import re

_NEVER = r"(?!x)x"
_LETTER_BEFORE = (
    r"\b(?:vitamine?s?|grades?|note|plan|hepatitis|hépatite|class|klasse|section|type|typ|level|"
    r"niveau|stufe|group|gruppe|groupe|series|category|kategorie|catégorie|permis|licen[cs]es?|"
    r"führerschein|appendix|annex|anhang|option|schedule|room|block|building|stage|tier|part|wing|"
    r"ward|mr|mrs|dr|teil|halle|bâtiment|middle|protein|windows|drive|laufwerk|minor|major)"
    r"[\s.:(–-]{1,3}(?:[A-F]E?(?:,| and| und| et|/|\+)\s?){0,4}$"
)

OTHER_SENSES: dict[str, tuple[str, str]] = {
    "cook": (r"\b(?:i|we|to|and|can|my \w+) $", r"\s(?:for|at home|with)\b"),
    "sales": (r"\b(?:ticket|with) $", r"\s(?:people|staff|team in|negotiators?|colleagues?)\b"),
    "animation": (
        _NEVER,
        r"\s(?:d['’]équipe|de réunions?|commerciale|des? (?:r[ée]seaux|ateliers?))",
    ),
    "communication": (
        r"\b(?:chargée?|assistante?|responsable|directeur|directrice) (?:de )?$",
        _NEVER,
    ),
    "pflege": (
        _NEVER,
        r"\s(?:von|der|des)\s(?!patient|bewohn|mensch|senior|krank|angehörig|schwerst|alte)",
    ),
    "nursing": (r"\b(?:dental|veterinary) $", r"\s(?:homes?|school|station)\b"),
    "first aid": (_NEVER, r"\s(?:kits?|box(?:es)?|room|supplies)\b"),
    "reliability": (r"\bsite $", r"\s(?:engineer|tests?|figures?)"),
    "filing": (r"\b(?:tax|regulatory|court|patent) $", _NEVER),
    "filings": (r"\b(?:tax|regulatory|court|patent) $", _NEVER),
    "costing": (r"\blife[- ]cycle $", _NEVER),
    "alliance": (_NEVER, r"\sfrançaise"),
    "roofer": (r"\b(?:a|the|with|my) $", _NEVER),
    "teachers": (r"\b(?:for|of|with|to) $", _NEVER),
    "teacher": (r"\b(?:with|from|as|her|a|the|our|by) $", r"\s(?:training|who)\b"),
    "c": (
        _LETTER_BEFORE + r"|°\s?$|\b[A-B](?:,| and| und| et) $|& $",
        (
            r"[-–]?(?:level|suite|class|arm|reactive|section|minor|major)\b|\s(?:suite|level|"
            r"section|grade|minor|major|class|licen[cs]e)\b|\s?&\s?[A-Z]\b|['’]s|°"
        ),
    ),
    "r": (
        _LETTER_BEFORE + r"|& $|\b[A-Z]\.\s?$",
        r"\s?(?:&|and)\s?D\b|\.\s?[A-Z]\.|['’]|/?D\b",
    ),
    "go": (
        (
            r"\b(?:to|let['’]?s|on the|ready to|will|can|could|would|must|pok[ée]mon|i|we|you|"
            r"they|and|willing to|a|have a) $"
        ),
        (
            r"[-\s](?:to|on|above|beyond|back|home|the|live|lives?|out|into|through|over|ahead|"
            r"hiking|further|getter|forward|green|public|down|up|cart|kart|karting|karts|pro|"
            r"between)\b|\sand see"
        ),
    ),
    "excel": (
        r"\b(?:i|we|who|students?|you|they|teams?|people|that) $",
        r"\s(?:at|academically|as an?)\b",
    ),
    "access": (
        (
            r"\b(?:easy|full|remote|user|patient|venous|rope|public|step-free|open|network|data|"
            r"system|building|internet|equal|based|vascular|keyless|fair|market|direct|disabled|"
            r"building) $"
        ),
        (
            r"\s(?:to|control|rights|management|points?|permissions?|levels?|for|roads?|cards?|"
            r"all|the|course|via|ramps?|audits?|platforms?|equipment|panels?|doors?|requests?|"
            r"bank|and egress)\b"
        ),
    ),
    "word": (
        r"\b(?:by|the|key|every|one|last|my|a|in a|spread the|god['’]s) $",
        r"\s(?:of mouth|of god|by word|for word|choice|counts?|games?|problems?|processing)\b",
    ),
    "outlook": (
        (
            r"\b(?:positive|fresh|optimistic|global|economic|market|business|future|an?|the|our|"
            r"my|international|healthy|revenue|long-term|life) $"
        ),
        r"\s(?:on|for)\b",
    ),
    "swift": (
        _NEVER,
        (
            r"\s(?:and|responses?|action|resolution|turnaround|delivery|communication|services?|"
            r"payments?|messag\w+|codes?|transfers?|decisions?|learner)\b|,\s[a-z]+\s(?:and|"
            r"response)"
        ),
    ),
    "spark": (
        r"\b(?:bright|creative|to|chevrolet) $",
        (
            r"\s(?:joy|interest|curiosity|plugs?|ideas|conversations?|creativity|change|debate|"
            r"imagination)\b"
        ),
    ),
    "lean": (
        r"\b(?:to|can|could) $",
        r"\s(?:on|into|towards?|in|forward|back|teams?|budgets?|body|meat|upon|startup)\b",
    ),
    "java": (
        (
            r"\b(?:island of|insel|île de|central|east|west|travel\w*(?: \w+){0,2}|trip to|"
            r"hik\w+ in|coffee from|born in|surf\w* (?:in|off)|holiday in|volcano(?:es)? (?:of|in|"
            r"on)|auf|ganz) $"
        ),
        (
            r"\s?(?:\((?:the )?(?:island|indonesia)|island|sea\b|coffee|man\b|,?\s(?:and |und |"
            r"et )?(?:bali|indonesi\w*|indonésie|sumatra|lombok|borneo))"
        ),
    ),
    "python": (
        r"\b(?:monty|pet|ball|burmese|a|terrarium mit|terrarium with) $",
        r"\s(?:snakes?|skin|handbags?)\b",
    ),
    "ruby": (
        _NEVER,
        r"\s(?:wedding|anniversary|rings?|slippers|red|port|room)\b",
    ),
    "rust": (
        r"\b(?:remove[ds]?|removing|against|from|of|treated|surface) $",
        (
            r"\s(?:removal|prevention|proof\w*|treatment|protection|inhibitors?|converter|"
            r"repairs?|spots?|damage|belt)\b|-?proof"
        ),
    ),
    "scala": (
        r"\b(?:la|alla|teatro alla|teatro) $",
        r"\s(?:opera|theat)",
    ),
    "spring": (
        (
            r"\b(?:in|this|early|late|every|each|last|next|for|hot|leaf|coil|a|the|of|palm|by|and|"
            r"since) $"
        ),
        (
            r"\s(?:(?:19|20)\d\d|semester|term|clean\w*|break|season|collections?|menus?|festival|"
            r"fair|and (?:summer|autumn)|onions?|bulbs?|steel|street|lane|campaign|sale|garden|/)"
        ),
    ),
    "react": (
        r"\b(?:to|and|can|must|i|we|quickly) $",
        r"\s(?:to|quickly|calmly|fast|well|swiftly|promptly|flexibly|under)\b",
    ),
    "flutter": (
        r"\b(?:a|atrial|vorhof) $",
        r"\s(?:kick|rate)",
    ),
    "bash": (
        r"\b(?:birthday|annual|a|the) $",
        r"\s(?:street|party)",
    ),
    "docker": (
        r"\b(?:port|dock|as a|harbour|harbor) $",
        r"\s(?:at the port|in the (?:port|harbou?r)|union|worker)",
    ),
    "kafka": (
        r"\b(?:franz|novels? (?:by|of)|reading|read|of|by) $",
        r"['’]s\s(?:novel|work|letters)|\s(?:and|,) (?:camus|mann|proust)",
    ),
    "pandas": (
        r"\b(?:red|giant|two|baby|feed\w*) $",
        r"\s(?:at the zoo|enclosure)",
    ),
    "cassandra": (
        r"\b(?:ms|mrs|mme|frau|supervisor|manager) $",
        r"\s(?-i:[A-Z][a-z]+)(?:,|\n|$)",
    ),
    "jenkins": (
        r"\b(?:mr|mrs|ms|dr|(?-i:[A-Z][a-z]+)) $",
        r"\s(?:ltd|limited|and sons|& sons|group|llp)\b",
    ),
    "monday": (
        r"\b(?:on|every|each|from|until|by|since|to|till|last|cyber|open|closed) $",
        (
            r"\s?(?:to|through|till|–|-|mornings?|evenings?|meetings?|friday|and (?:tuesday|"
            r"friday|thursday))"
        ),
    ),
    "notion": (
        r"\b(?:a|the|any|no|basic|this|every) $",
        r"\s(?:of|that)\b",
    ),
    "slack": (
        r"\b(?:cut|no|some|up the|the|any|in the) $",
        r"\s(?:time|periods?|season|line|off)\b",
    ),
    "zoom": (
        r"\b(?:to|optical|camera) $",
        r"\s(?:in|out|lens\w*|on)\b",
    ),
    "sketch": (
        r"\b(?:to|quick|thumbnail|pencil|a|comedy|life|urban) $",
        r"\s(?:artist|ideas|comedy|pads?|books?|and paint)\b",
    ),
    "sage": (
        _NEVER,
        r"\s(?:advice|green|and thyme|and onion|leaves|butter)\b",
    ),
    "oracle": (
        r"\b(?:the) $",
        r"\s(?:of)\b",
    ),
    "teams": (
        (
            r"\b(?:led|lead|leads|leading|managed|managing|of|my|our|sales|project|both|multiple|"
            r"for|across|between|small|large|mixed|\d+|two|three|four|five|cross-functional|"
            r"remote|agile|other|different|international|building|football|support|all|several) $"
        ),
        r"\s(?:of|across|in|up|to|for|from|were|who|that|within|at|on)\b",
    ),
    "chef": (
        (
            r"\b(?:head|sous|pastry|executive|commis|junior|private|lead|a|as|the|personal|line|"
            r"station|trained|qualified|demi) $"
        ),
        (
            r"\s(?:de (?:partie|rang|projet|cuisine|produit|chantier|d)|d['’]|at|in|for|with|"
            r"patissier|de)\b|[-–]|in\b"
        ),
    ),
    "puppet": (
        _NEVER,
        r"\s(?:shows?|theat\w+|making|makers?|play|workshop)|ry|eer",
    ),
    "express": (
        r"\b(?:american|orient|national|to|polar|holiday inn|dhl|an?|the|mail|by) $",
        (
            r"\s(?:delivery|ideas?|mail|checkout|parcels?|shipping|yourself|train|lane|post|"
            r"myself|complex)\b"
        ),
    ),
    "node": (
        r"\b(?:lymph|network|sentinel|a|the) $",
        r"\s(?:of)\b",
    ),
    "dart": (
        r"\b(?:to) $",
        r"\s(?:team|league|player|board|club)|s\b",
    ),
    "jest": (
        r"\b(?:a|of) $",
        r"\s(?:and)\b",
    ),
    "helm": (
        r"\b(?:at the|the|took the|take the) $",
        r"\s(?:of)\b",
    ),
    "flask": (
        r"\b(?:vacuum|hip|conical|a|the|volumetric|erlenmeyer) $",
        r"\s(?:of)\b",
    ),
    "cypress": (
        r"\b(?:bald|italian) $",
        r"\s(?:trees?|wood|avenue|road|street|drive|lane|hill)\b",
    ),
    "julia": (
        r"\b(?:ms|mrs|frau|mme|miss|with|by) $",
        r"\s(?-i:[A-ZÄÖÜ][a-zäöü]+)",
    ),
    "looker": (
        r"\b(?:good|on) $",
        r"-on",
    ),
    "prometheus": (
        r"\b(?:myth of|bound) $",
        r"\s(?:bound|unbound|myth)\b",
    ),
    "basecamp": (
        r"\b(?:everest|at) $",
        r"\s(?:trek|hike)\b",
    ),
    "confluence": (
        r"\b(?:the|a) $",
        r"\s(?:of)\b",
    ),
    "front": (
        r"\b(?:in|the|up|at the|shop|store|home|out) $",
        r"[-\s](?:of|desk|office|end|line|door|row|page|house|counter|cover|garden)\b",
    ),
    "circle": (
        r"\b(?:the|a|quality|inner|full|reading|arctic|drum) $",
        r"\s(?:of|time|line|the|dance)\b",
    ),
    "assembly": (
        r"\b(?:national|general|school|legislative|unlawful|welsh|leading|whole-school) $",
        r"\s(?:member|hall|government|rooms?|language)\b",
    ),
    "controlling": (
        r"\b(?:of|by|and|for|in) $",
        r"\s(?:the|a|costs?|access|stock|quality|infections?|pests?|traffic|emotions)\b",
    ),
    "initiative": (
        r"\b(?:the|an?|this|new|charity|green|community|school) $",
        r"\s(?:to (?:cut|reduce|improve|save)|that|which|called|for|of)\b",
    ),
    "discretion": (
        r"\b(?:at (?:my|the|own|its)) $",
        _NEVER,
    ),
    "polish": (
        r"\b(?:to|nail|shoe|floor|furniture|final|add) $",
        r"\s(?:the|floors?|surfaces?|shoes|off|up|silver|glasses)\b|ed\b|ing\b",
    ),
    "windows": (
        (
            r"\b(?:clean\w*|the|and|fit\w*|install\w*|of|sash|double-glazed|upvc|shop|replac\w*|"
            r"bay) $"
        ),
        r"\s(?:and doors?|cleaning|fitting|&|installation|displays?|,? doors)\b",
    ),
}
"""For a name in lower case: what stands right before it, and right after it, in another sense."""

_COMPILED = {
    name: (re.compile(f"(?:{before})", re.IGNORECASE), re.compile(f"(?:{after})", re.IGNORECASE))
    for name, (before, after) in OTHER_SENSES.items()
}
_BEFORE_REACH = 40
_AFTER_REACH = 40


def in_other_sense(text: str, start: int, end: int) -> bool:
    """Say whether the words right beside text[start:end] give the name a sense of its own."""
    patterns = _COMPILED.get(text[start:end].casefold())
    if patterns is None:
        return False
    before, after = patterns
    ahead = " ".join(text[max(0, start - _BEFORE_REACH) : start].split(" ")).replace("\n", " ")
    if before.search(ahead):
        return True
    return after.match(text[end : end + _AFTER_REACH].replace("\n", " ")) is not None

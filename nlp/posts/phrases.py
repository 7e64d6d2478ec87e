"""Authored sentences that carry the caller's facts, each with several wordings.

Placeholders: {company}, {a_title}, {place} (begins with a space or is empty), {skill} ...
"""

from nlp.posts.brief import EmploymentType, WorkMode
from nlp.posts.sections import SectionKind

OPENERS = (
    "{company} is hiring {a_title}{place}.",
    "{company} is looking for {a_title}{place}.",
    "{company} has an opening for {a_title}{place}.",
    "Join {company} as {a_title}{place}.",
    "{company} would like to hire {a_title}{place}.",
)
OPENERS_WITH_INDUSTRY = (
    "{company} works in {industry} and is hiring {a_title}{place}.",
    "{company}, a company in {industry}, is looking for {a_title}{place}.",
    "Join {company} as {a_title}{place}. We work in {industry}.",
    "We are {company}, we work in {industry}, and we want to hire {a_title}{place}.",
)
OPENERS_WITHOUT_COMPANY = (
    "We are hiring {a_title}{place}.",
    "We are looking for {a_title}{place}.",
    "We have an opening for {a_title}{place}.",
    "Come and work with us as {a_title}{place}.",
)
PLACES = {
    None: " in {city}",
    WorkMode.ONSITE: " in {city}",
    WorkMode.HYBRID: " in {city}, on a hybrid schedule",
    WorkMode.REMOTE: "",
}

GROW = {
    "senior": (
        "Review the work of colleagues and help the less experienced ones grow",
        "Pass on what you know, so that newer colleagues can take on harder work",
        "Guide colleagues with less experience through review and good example",
    ),
    "junior": (
        "Learn the work step by step, ask early, and take on more as you grow",
        "Work next to experienced colleagues and ask for feedback often",
        "Start with well-defined tasks and widen your part as you gain practice",
    ),
}
REQUIRED_SKILL = (
    "Hands-on experience with {skill}",
    "Working knowledge of {skill}",
    "Practical experience with {skill}",
    "Sound knowledge of {skill}",
)
NICE_SKILL = (
    "Some experience with {skill}",
    "First practice with {skill}",
    "Exposure to {skill}",
)
LANGUAGE = (
    "{skill} at a level that the work needs, in speech and in writing",
    "Good {skill}, spoken and written",
)
USE_SKILL = (
    "Put {skill} to use in the daily work",
    "Bring your knowledge of {skill} to the team's tasks",
    "Take care of the tasks that call for {skill}",
)
ENCOURAGE = (
    "You meet most of these points but not all? Please apply anyway.",
    "Do not meet every point? Apply all the same; few people do.",
    "If you can do most of this and want to learn the rest, we want to hear from you.",
)
APPLY = (
    "To apply, send us your CV. A cover letter is welcome but not needed.",
    "Apply with your CV. You do not need to write a cover letter.",
    "Send us your CV and, if you like, a few lines on why this work suits you.",
    "Your CV is enough to apply. Add a short note if there is more you want us to know.",
)
APPLY_BY = ("Apply by {apply_by}.",)
ABOUT = {
    "industry headcount": (
        "{company} works in {industry}. We are a team of {headcount}.",
        "We are {headcount} people at {company}, and our field is {industry}.",
    ),
    "industry": ("{company} works in {industry}.", "At {company}, our field is {industry}."),
    "headcount": ("{company} is a team of {headcount}.", "We are {headcount} people at {company}."),
}
WORK_MODE = {
    WorkMode.ONSITE: ("On-site work{in_city}",),
    WorkMode.HYBRID: (
        "Hybrid work: partly on site{in_city}, partly from home",
        "A hybrid week, partly from home and partly on site{in_city}",
    ),
    WorkMode.REMOTE: ("Remote work", "A remote role: you work from where you live"),
}
WORK_MODE_NAMES = {
    WorkMode.ONSITE: "On-site",
    WorkMode.HYBRID: "Hybrid",
    WorkMode.REMOTE: "Remote",
}
EMPLOYMENT_NAMES = {
    EmploymentType.FULL_TIME: "Full-time",
    EmploymentType.PART_TIME: "Part-time",
    EmploymentType.CONTRACTOR: "Contract",
    EmploymentType.TEMPORARY: "Temporary",
    EmploymentType.INTERN: "Internship",
}
LEAVE = ("{leave}, which the law guarantees; ask us what we add to it",)

HEADINGS = {
    SectionKind.SALARY: "Salary",
    SectionKind.HOOK: None,
    SectionKind.WHY: "Why this role exists",
    SectionKind.RESPONSIBILITIES: "What you'll do",
    SectionKind.REQUIRED: "What you'll need",
    SectionKind.NICE_TO_HAVE: "Nice to have",
    SectionKind.OFFER: "What we offer",
    SectionKind.HOW_TO_APPLY: "How to apply",
    SectionKind.COMPLIANCE: "Fair hiring",
}

NO_DUTIES = "[Add three to six duties: what this person will do, for whom, and with what result]"
NO_REQUIREMENTS = "[List the skills and the experience that the work really needs]"
NO_BENEFITS = "[Name the benefits you really give: leave, pension, health, learning, equipment]"
NO_ABOUT = "[Two or three sentences about {company}: what you do, for whom, how far you have come]"
NO_COMPANY = "[Company name]"
NO_CITY = "[City]"

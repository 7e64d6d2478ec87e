"""Authored sentences that carry the caller's facts, each with several wordings.

Placeholders: {company}, {a_title}, {place} (begins with a space or is empty), {skill} ...
"""

from nlp.posts.brief import EmploymentType, WorkMode
from nlp.posts.manner import Manner
from nlp.posts.sections import SectionKind
from nlp.skills.taxonomy import SkillKind

OPENERS = (
    "{company} is hiring {a_title}{place}.",
    "{company} is looking for {a_title}{place}.",
    "{company} has an opening for {a_title}{place}.",
    "Join {company} as {a_title}{place}.",
    "{company} would like to hire {a_title}{place}.",
    "At {company} we are looking for {a_title}{place}.",
    "We at {company} are hiring {a_title}{place}.",
)
OPENERS_WITH_INDUSTRY = (
    "{company} works in {industry} and is hiring {a_title}{place}.",
    "Join {company} as {a_title}{place}. We work in {industry}.",
    "{company} works in {industry}. We are looking for {a_title}{place}.",
    "{company} works in {industry} and would like to hire {a_title}{place}.",
)
OPENERS_WITHOUT_COMPANY = (
    "We are hiring {a_title}{place}.",
    "We are looking for {a_title}{place}.",
    "We have an opening for {a_title}{place}.",
    "Come and work with us as {a_title}{place}.",
    "We would like to hire {a_title}{place}.",
)
OPENERS_OF_INTERNSHIPS = (
    "{company} offers an internship as {a_title}{place}.",
    "{company} has an opening for an intern{place} to work as {a_title}.",
    "{company} is looking for an intern{place} to work as {a_title}.",
    "Come to {company} for an internship as {a_title}{place}.",
)
OPENERS_OF_INTERNSHIPS_WITHOUT_COMPANY = (
    "We offer an internship as {a_title}{place}.",
    "We have an opening for an intern{place} to work as {a_title}.",
    "We are looking for an intern{place} to work as {a_title}.",
)
PLACE = " in {city}"
BEFORE_TITLE = {
    EmploymentType.PART_TIME: "part-time",
    EmploymentType.TEMPORARY: "temporary",
}

GROW = {
    "lead": (
        "Lead a small team: agree on goals, share out the work and clear the way",
        "Guide the team's work, and decide when opinions differ",
        "Set the direction with your team, and answer for the result",
        "Take responsibility for a team, its priorities and its growth",
        "Give each member of the team clear goals and honest feedback",
        "Plan who does what, talk often with each member of the team, and clear their way",
    ),
    "senior": (
        "Review the work of colleagues and help the less experienced ones grow",
        "Pass on what you know, so that newer colleagues can take on harder work",
        "Guide colleagues with less experience through review and good example",
        "Take on the hard cases, and show others how you solved them",
        "Set the standard for how the work is done, and help others reach it",
        "Answer when colleagues bring you a case that is new to them, and write the answer down",
    ),
    "junior": (
        "Learn the work step by step, ask questions early, and take on more as you grow",
        "Work next to experienced colleagues and ask for feedback often",
        "Start with well-defined tasks and take on more as you gain practice",
        "Ask when something is unclear, and make a little more of the work your own each month",
        "Follow experienced colleagues at first, then take on whole tasks of your own",
    ),
    "intern": (
        "Work next to experienced colleagues, and get to know the job from the inside",
        "Take on real tasks with a colleague at your side, and ask all you want to know",
        "See how the work is done, then try your hand at it with somebody to turn to",
        "Help with the tasks of the day, and ask colleagues why each is done the way it is",
        "Do a small task of your own from start to finish, and talk it over with a colleague",
    ),
}
WAYS_OF_WORKING = {
    WorkMode.REMOTE: (
        "Keep colleagues in other places informed, in writing and in short calls",
        "Share progress and questions in writing, as the team is spread out",
        "Organize your own day, and say early when you need something",
        "Make your work visible to people who do not sit next to you",
        "Write things down so that a colleague elsewhere can carry on without having to call",
        "Come to calls prepared, and sum up in writing what was agreed",
    ),
    WorkMode.HYBRID: (
        "Keep shared notes, so that colleagues at home know what was decided on site",
        "Run meetings so that those at home can take part as fully as those in the room",
        "Come in for workshops and handovers, and do the quiet work at home",
        "Save what is best discussed in person for the days when the team meets on site",
        "Agree with the team who is on site when, and join by video on the other days",
        "Write down what was agreed the same day, as some of the team will be working from home",
    ),
}

TERMS = {
    EmploymentType.CONTRACTOR: (
        "Agree on scope and dates before you begin, and report where you stand",
        "Work to an agreed scope, and say early when it has to change",
        "Hand over your work in such order that the team can go on without you",
        "Show work in progress at agreed points, and settle changes before you go on",
        "Agree at the start on what counts as done, and deliver it",
    ),
    EmploymentType.TEMPORARY: (
        "Get to know the work quickly, and hand it over in good order at the end",
        "Keep notes from the first day, so that whoever takes over can go on",
        "Join an established team, and leave your tasks in good order",
        "Pick up running tasks from the first week, and leave none half done",
        "Write down how you do things, so that the next person can pick them up easily",
    ),
}
SMALL_COMPANY = (
    "Lend a hand outside your own field, as a small team shares all the work",
    "Take on what comes up, as everybody does in a small team",
    "Step outside your role when our small team needs you to",
    "See your tasks through from start to finish, as people in small teams do",
    "Take on what larger companies have whole departments for",
)
LARGE_COMPANY = (
    "Coordinate with other departments early, since many depend on what you do",
    "Keep in touch with the departments that your work touches",
    "Know whom to ask in a large company, and bring the right people together",
    "Find your way in a large company, and get decisions from those who can make them",
    "Follow shared processes, and improve them together with the departments that use them",
)
USE_TOOLS = (
    "Use {skills} in your daily work",
    "Work with {skills} as part of the job",
    "Make everyday use of {skills}",
    "Handle everyday tasks with {skills}",
    "Turn to {skills} wherever a task calls for it",
)
USE_ABILITIES = (
    "Put your experience in {skills} to work",
    "Make good use of your experience in {skills}",
    "Use what you know of {skills} in your work",
    "Put your knowledge of {skills} to use where it helps",
    "Apply your knowledge of {skills} where it is needed",
)

REQUIRED_SKILL = {
    SkillKind.TOOL: (
        "Working knowledge of {skill}",
        "Hands-on experience with {skill}",
        "Regular use of {skill}",
        "A sure hand with {skill}",
    ),
    SkillKind.KNOWLEDGE: (
        "Sound knowledge of {skill}",
        "Working knowledge of {skill}",
        "A good grasp of {skill}",
        "Practical knowledge of {skill}",
    ),
    SkillKind.COMPETENCE: (
        "Experience in {skill}",
        "Practical experience in {skill}",
        "Hands-on experience in {skill}",
    ),
    SkillKind.TRANSVERSAL: ("{skill}",),
    SkillKind.LANGUAGE: (
        "{skill} at a level that the work needs, in speech and in writing",
        "Good {skill}, spoken and written",
    ),
    None: (
        "Experience with {skill}",
        "Working knowledge of {skill}",
        "Practical experience with {skill}",
    ),
}
NICE_SKILL = {
    SkillKind.LANGUAGE: ("Some {skill}, spoken or written", "{skill} as a further language"),
    SkillKind.TRANSVERSAL: ("{skill}",),
    None: ("Some experience with {skill}", "Some familiarity with {skill}"),
}
USE_SKILL = (
    "Take care of the tasks that call for {skill}",
    "Use your knowledge of {skill} in your daily work",
    "Help colleagues with questions about {skill}",
    "Apply your experience with {skill} where the work asks for it",
    "Apply what you know of {skill} in your work",
)
ENCOURAGE = (
    "You meet most of these points but not all? We would still like to hear from you.",
    "You do not need to match every point. Hardly anybody does.",
    "No one checks every box. If this work appeals to you, get in touch.",
    "You need not match every point on the list: tell us what you can do.",
    "If you can do most of this and want to learn the rest, we want to hear from you.",
)
APPLY = (
    "To apply, send us your {cv}. A cover letter is welcome but not needed.",
    "Apply with your {cv}. You do not need to write a cover letter.",
    "Send us your {cv} and, if you like, a few lines on why this work suits you.",
    "Your {cv} is enough to apply. Add a short note if there is more you want us to know.",
    "Apply with a {cv}. A cover letter is optional.",
    "Send your {cv} in any format. We do not ask for a cover letter.",
)
APPLY_BY = ("Apply by {apply_by}.",)
ABOUT = {
    "industry headcount": (
        "{company} works in {industry}. We are a team of {headcount}.",
        "{company} employs {headcount} people and works in {industry}.",
        "There are {headcount} of us at {company}, and we work in {industry}.",
    ),
    "industry": ("{company} works in {industry}.", "We at {company} work in {industry}."),
    "headcount": (
        "{company} is a team of {headcount}.",
        "{company} employs {headcount} people.",
        "There are {headcount} of us at {company}.",
    ),
}
WORK_MODE = {
    WorkMode.HYBRID: (
        "Hybrid work: partly on site{in_city}, partly from home",
        "A hybrid week: some days from home, some on site{in_city}",
        "Work from home on some days, and on site{in_city} on the others",
    ),
    WorkMode.REMOTE: (
        "Remote work",
        "A remote role: you work from where you live",
        "Work from home, without a commute",
    ),
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
LEAVE = ("{leave}, as the law guarantees",)

HEADINGS = {
    SectionKind.SALARY: "Salary",
    SectionKind.HOOK: None,
    SectionKind.WHY: "Why this role exists",
    SectionKind.HOW_TO_APPLY: "How to apply",
    SectionKind.COMPLIANCE: "Fair hiring",
}

HEADINGS_OF = {
    Manner.ORDER: {
        SectionKind.RESPONSIBILITIES: "What you'll do",
        SectionKind.REQUIRED: "What you'll need",
        SectionKind.NICE_TO_HAVE: "Nice to have",
        SectionKind.OFFER: "What we offer",
    },
    Manner.PRESENT: {
        SectionKind.RESPONSIBILITIES: "Your work",
        SectionKind.REQUIRED: "What you bring",
        SectionKind.NICE_TO_HAVE: "A plus, not a must",
        SectionKind.OFFER: "What you get",
    },
    Manner.FUTURE: {
        SectionKind.RESPONSIBILITIES: "Your tasks",
        SectionKind.REQUIRED: "What we ask for",
        SectionKind.NICE_TO_HAVE: "Good to have",
        SectionKind.OFFER: "What we offer you",
    },
}

NO_DUTIES = "[Add three to six duties: what this person will do, for whom, and with what result]"
NO_REQUIREMENTS = "[List the skills and the experience that the work really needs]"
NO_BENEFITS = "[Name the benefits you really give: leave, pension, health, learning, equipment]"
NO_ABOUT = "[Two or three sentences about {company}: what you do, for whom, how far you have come]"
NO_COMPANY = "[Company name]"
NO_CITY = "[City]"

RESUME_COUNTRIES = frozenset({"US", "CA"})
"""Where an applicant sends a résumé; elsewhere it is a CV."""

"""A library role's rows as the page that the rules of the trade know."""

from db.rows import RoleRow, SalaryBandRow
from graph.loaders import Loaders
from nlp.roles.page import Band, Faq, Region, RequirementKind, RequirementText, RolePage
from nlp.roles.quarter import Quarter


async def page_of(loaders: Loaders, row: RoleRow) -> RolePage:
    """Put together the page of a library role; its requirements name no skills here."""
    requirements = await loaders.requirements_of_role.load(row.id)
    bands = await loaders.bands_of_role.load(row.id)
    content = row.content
    return RolePage(
        slug=row.slug,
        title=row.title,
        category="",
        seniority=row.seniority or "",
        updated=Quarter.parse(row.updated or ""),
        hooks=tuple(content["hooks"]),
        whys=tuple(content["whys"]),
        responsibilities=tuple(tuple(wordings) for wordings in content["responsibilities"]),
        requirements=tuple(
            RequirementText(RequirementKind(own.kind), own.text, (), own.min_years)
            for own in requirements
        ),
        faq=tuple(Faq(entry["question"], entry["answer"]) for entry in content["faq"]),
        bands=tuple(map(band_of, bands)),
    )


def band_of(row: SalaryBandRow) -> Band:
    return Band(
        Region(row.region), int(row.min), int(row.max), Quarter.parse(row.as_of), row.source
    )

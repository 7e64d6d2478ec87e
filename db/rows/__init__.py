"""The tables, a module a noun; importing this package registers all of them."""

from db.rows.applicants import (
    ApplicantRow,
    ExtractedSkillRow,
    ProfileReadingRow,
    SkillCorrectionRow,
    SkillProfileRow,
)
from db.rows.audit import AuditEntryRow, AuditHeadRow
from db.rows.exports import ExportChunkRow, ExportMemberRow, ExportRow
from db.rows.fairness import VolunteeredAnswerRow
from db.rows.files import UploadChunkRow, UploadRow
from db.rows.jobs import JobEventRow, JobRow
from db.rows.posts import PostRequirementRow, PostRow, PostSectionRow, PostShinglesRow
from db.rows.ranking import RankingChangeRow, RankingChunkRow, RankingEntryRow, RankingRow
from db.rows.roles import CategoryRow, RoleRequirementRow, RoleRow, RoleTitleRow, SalaryBandRow
from db.rows.skills import RoleSkillRow, SkillRelationRow, SkillRow, SourceRow
from db.rows.snapshots import RankingCriteriaRow, RankingScoreRow, ScorerInputRow
from db.rows.sweeps import SweepRow
from db.rows.workspaces import AccessTokenRow, WorkspaceRow

__all__ = [
    "AccessTokenRow",
    "ApplicantRow",
    "AuditEntryRow",
    "AuditHeadRow",
    "CategoryRow",
    "ExportChunkRow",
    "ExportMemberRow",
    "ExportRow",
    "ExtractedSkillRow",
    "JobEventRow",
    "JobRow",
    "PostRequirementRow",
    "PostRow",
    "PostSectionRow",
    "PostShinglesRow",
    "ProfileReadingRow",
    "RankingChangeRow",
    "RankingChunkRow",
    "RankingCriteriaRow",
    "RankingEntryRow",
    "RankingRow",
    "RankingScoreRow",
    "RoleRequirementRow",
    "RoleRow",
    "RoleSkillRow",
    "RoleTitleRow",
    "SalaryBandRow",
    "ScorerInputRow",
    "SkillCorrectionRow",
    "SkillProfileRow",
    "SkillRelationRow",
    "SkillRow",
    "SourceRow",
    "SweepRow",
    "UploadChunkRow",
    "UploadRow",
    "VolunteeredAnswerRow",
    "WorkspaceRow",
]

"""What the database refuses of itineraries, disclosures and materials; one list, see guards.py."""

from typing import Literal

Rule = tuple[str, Literal["INSERT", "UPDATE", "DELETE"], str, str]

HANDED = """(SELECT coalesce(sum(h.copies), 0) FROM hand_out h
    WHERE h.material_id = {0} AND h.cancelled_at IS NULL)"""
PRODUCED = "(SELECT m.produced FROM material m WHERE m.id = NEW.material_id)"
PLANNED = "EXISTS (SELECT 1 FROM material m WHERE m.id = NEW.material_id AND m.is_planned)"
BEYOND_STOCK = f"NEW.copies > {PRODUCED} - {HANDED.format('NEW.material_id')} OR {PLANNED}"

DISCLOSURE_UPDATE = """
    NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR NEW.disclosed_at <> OLD.disclosed_at
    OR OLD.withdrawn_at IS NOT NULL"""
FILE_UPDATE = """
    NEW.id <> OLD.id OR NEW.disclosure_id <> OLD.disclosure_id OR NEW.key <> OLD.key
    OR NEW.sha256 <> OLD.sha256 OR NEW.added_at <> OLD.added_at OR OLD.removed_at IS NOT NULL"""
HAND_OUT_UPDATE = """
    NEW.id <> OLD.id OR NEW.material_id <> OLD.material_id OR NEW.visit_id <> OLD.visit_id
    OR NEW.copies <> OLD.copies OR NEW.handed_at <> OLD.handed_at
    OR OLD.cancelled_at IS NOT NULL"""
MATERIAL_UPDATE = f"""
    NEW.id <> OLD.id OR NEW.visit_id <> OLD.visit_id OR (NEW.is_planned AND NOT OLD.is_planned)
    OR NEW.produced < {HANDED.format("NEW.id")}"""

KEPT = "公开过、发放过的都留着，不能删除"
UNIQUE = {  # what besides its id is a row's own
    "stop": ("id", "visit_id position"),
    "disclosure": ("id",),
    "disclosure_file": ("id", "key"),
    "hand_out": ("id",),
    "material": ("id",),
    "profile": ("id",),
    "directory_entry": ("id", "unit_id"),
}


def taken(table: str) -> str:
    """SQL: REPLACE would put the new row in the place of one that is there."""
    keys = (" AND ".join(f"x.{name} = NEW.{name}" for name in key.split()) for key in UNIQUE[table])
    return f"EXISTS (SELECT 1 FROM {table} x WHERE {' OR '.join(f'({key})' for key in keys)})"


def rules() -> list[Rule]:
    return [
        ("stop", "DELETE", "OLD.started_at IS NOT NULL", "到过的参观点不能取消"),
        ("disclosure", "UPDATE", DISCLOSURE_UPDATE, "公开事项撤下后不能再改"),
        ("disclosure_file", "UPDATE", FILE_UPDATE, "公开的附件不能改，只能撤下"),
        ("hand_out", "INSERT", f"{BEYOND_STOCK} OR {taken('hand_out')}", "发放不能超过印制"),
        ("hand_out", "UPDATE", HAND_OUT_UPDATE, "发放的记录只能撤销一次"),
        ("material", "UPDATE", MATERIAL_UPDATE, "印制数不能少于已发数"),
        *((table, "INSERT", taken(table), KEPT) for table in UNIQUE if table != "hand_out"),
        *((table, "DELETE", "1 = 1", KEPT) for table in UNIQUE if table != "stop"),
    ]

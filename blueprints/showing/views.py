"""Everything about what is shown: pages for those who keep it, for readers, for representatives."""

from blueprints.showing import county, disclosures, materials, tablet
from blueprints.showing.area import bp

__all__ = ["bp", "county", "disclosures", "materials", "tablet"]

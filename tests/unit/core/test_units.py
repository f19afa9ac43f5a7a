from __future__ import annotations

import axiom
from axiom.core.units import DESK_UNITS, RAW_UNITS
from axiom.risk.units import desk_expressions


def test_every_greek_of_one_figure_has_a_meaning():
    fields = {name for name in dir(axiom.Greeks) if not name.startswith("_")}
    one_per_dividend = {"dividends"}
    assert {unit.name for unit in RAW_UNITS} == fields - {"price", "as_dict"} - one_per_dividend


def test_every_desk_unit_has_a_formula():
    names = [expression.meta.output_name() for expression in desk_expressions(100.0)]
    assert names == [unit.name for unit in DESK_UNITS]

import pytest

from alliance.caseload import correlate, simulate_caseload
from alliance.caseload.evidence import by_modality
from alliance.errors import CourseError


def test_each_kind_of_therapy_has_the_r_of_its_own_clients() -> None:
    caseload = simulate_caseload(clients=600, therapists=20, seed=3)
    found = by_modality(caseload)
    table = caseload.per_client
    rs = []
    for name in ("CBT", "psychodynamic", "person-centred", "integrative"):
        own = correlate(table[table["modality"] == name], "alliance_early", "residual_change")
        assert found.numbers[name] == pytest.approx(own.value)
        assert (found.numbers[f"{name}_low"], found.numbers[f"{name}_high"]) == pytest.approx(
            (own.numbers["low"], own.numbers["high"])
        )
        assert f"{own.value:.2f} in {name}" in found.sentence
        rs.append(own.value)
    assert found.value == pytest.approx(max(rs) - min(rs))


def test_a_table_in_place_of_the_caseload_is_refused() -> None:
    with pytest.raises(CourseError, match=r"by_modality\(caseload\)"):
        by_modality(simulate_caseload(clients=50).per_client)  # type: ignore[arg-type]

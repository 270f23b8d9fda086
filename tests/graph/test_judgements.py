from __future__ import annotations

from graph.judgements import Edge, Rule, chain
from graph.model import Key

CRM = [Key("crm", "accounts", (number,)).text for number in range(4)]
ERP = [Key("erp", "customers", (number,)).text for number in range(4)]


def test_a_value_joins_neighbours_in_the_order_of_keys() -> None:
    assert chain([ERP[0], CRM[1], CRM[0]], Rule(5, 5, 700), "v") == [
        Edge(CRM[0], CRM[1], "v", 700),
        Edge(CRM[1], ERP[0], "v", 700),
    ]


def test_a_value_that_more_share_than_its_guard_allows_joins_nobody() -> None:
    assert chain([*CRM, *ERP[:1]], Rule(5, 5, 700), "v") != []
    assert chain([*CRM, *ERP[:2]], Rule(5, 5, 700), "v") == []


def test_a_value_that_several_records_of_one_stream_share_joins_nobody() -> None:
    assert chain([CRM[0], ERP[0]], Rule(5, 1, 700), "v") == [Edge(CRM[0], ERP[0], "v", 700)]
    assert chain([CRM[0], ERP[0], ERP[1]], Rule(5, 1, 700), "v") == []
    assert chain([CRM[0], ERP[0], ERP[1]], Rule(5, 2, 700), "v") != []

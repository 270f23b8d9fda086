"""Fills a fresh Tryton: a company, products, parties, sales, invoices, payments, shipments and opportunities.

Run by Tryton's own Python: `tryton_fill.py CONFIGURATION PASSWORD`, the password being that of the user `reader`.
"""

import sys
from datetime import UTC, datetime
from decimal import Decimal

from proteus import Model, config
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.account_invoice.tests.tools import create_payment_term, set_fiscalyear_invoice_sequences
from trytond.modules.company.tests.tools import create_company, get_company
from trytond.modules.currency.tests.tools import get_currency

PARTIES = ("Alfreds Futterkiste", "Berglunds snabbköp", "Cactus Comidas", "Drachenblut", "Ernst Handel", "Folk och fä")
PRODUCTS = (("CHAI", "Chai", "18.00"), ("IKURA", "Ikura", "31.00"), ("TOFU", "Tofu", "23.25"))
ORDERED, PAID = 4, 2


def main(file: str, password: str) -> None:
    """Fill the database `erp`."""
    configuration = config.set_trytond(database="erp", config_file=file)
    create_company(currency=get_currency("USD"))
    company = get_company()
    users = Model.get("res.user")
    configuration._context = users.get_preferences(True, configuration.context)
    set_fiscalyear_invoice_sequences(create_fiscalyear(company)).click("create_period")
    create_chart(company)
    accounts = get_accounts(company)
    term = create_payment_term()
    term.save()
    products = goods(accounts)
    parties = customers(term)
    sales = orders(parties, products, term)
    settle(sales, accounts)
    for number, party in enumerate(parties[:3], 1):
        chance = Model.get("sale.opportunity")(party=party, description=f"Renewal {number}", amount=Decimal(1000))
        chance.save()
    reader = users(login="reader", name="Reader", password=password)
    reader.groups.extend(Model.get("res.group").find([]))
    reader.companies.append(company)
    reader.company = company
    reader.save()


def goods(accounts: dict) -> list:
    """The products."""
    (unit,) = Model.get("product.uom").find([("name", "=", "Unit")])
    category = Model.get("product.category")(name="Goods", accounting=True)
    category.account_expense, category.account_revenue = accounts["expense"], accounts["revenue"]
    category.save()
    found = []
    for code, name, price in PRODUCTS:
        template = Model.get("product.template")(name=name, default_uom=unit, type="goods", salable=True)
        template.list_price = Decimal(price)
        template.account_category = category
        template.products[0].suffix_code = code
        template.save()
        found.append(template.products[0])
    return found


def customers(term: object) -> list:
    """The parties, each with an address, an e-mail address and a website."""
    found = []
    for number, name in enumerate(PARTIES, 1):
        party = Model.get("party.party")(name=name, customer_payment_term=term)
        (address,) = party.addresses
        address.street, address.city, address.postal_code = f"{number} High Street", "London", f"N{number} 1AA"
        for kind, value in (
            ("email", f"orders@{number}.example.com"),
            ("website", f"https://www.shop{number}.example"),
        ):
            mechanism = party.contact_mechanisms.new()
            mechanism.type, mechanism.value = kind, value
        party.save()
        found.append(party)
    return found


def orders(parties: list, products: list, term: object) -> list:
    """One sale for each party; the first ones are processed."""
    found = []
    for number, party in enumerate(parties):
        sale = Model.get("sale.sale")(party=party, payment_term=term, invoice_method="order")
        for more in range(2):
            line = sale.lines.new()
            line.product, line.quantity = products[(number + more) % len(products)], float(more + 1)
        sale.save()
        if number < ORDERED:
            for step in ("quote", "confirm", "process"):
                sale.click(step)
        found.append(sale)
    return found


def settle(sales: list, accounts: dict) -> None:
    """Post and pay the first invoices."""
    (cash,) = Model.get("account.journal").find([("type", "=", "cash")])
    method = Model.get("account.invoice.payment.method")(name="Cash", journal=cash)
    method.credit_account = method.debit_account = accounts["cash"]
    method.save()
    today = datetime.now(UTC).date()
    for sale in sales[:PAID]:
        sale.reload()
        (invoice,) = sale.invoices
        invoice.invoice_date = today
        invoice.save()
        invoice.click("post")
        pay = invoice.click("pay")
        pay.form.payment_method, pay.form.date = method, today
        pay.execute("choice")


if __name__ == "__main__":
    main(*sys.argv[1:])

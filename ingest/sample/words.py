"""The words that names, places and texts are made of, by country. Names are common ones, put together by chance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """A country's words. `city` is name and postal code; `office` and `mobile` are what numbers begin with, and how
    many digits follow; `trunk` stands before a number that is dialled within the country; `roles` are the names of
    mailboxes that several read."""

    code: str
    dial: str
    trunk: str
    office: tuple[str, int]
    mobile: tuple[str, int]
    given: tuple[str, ...]
    family: tuple[str, ...]
    cities: tuple[tuple[str, str], ...]
    streets: tuple[str, ...]
    trades: tuple[str, ...]
    legal: tuple[tuple[str, str], ...]
    sons: str
    roles: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _cities(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name.replace("_", " "), code.replace("_", " ")) for name, code in (one.split("/") for one in text.split()))


COUNTRIES = (
    Country(
        "DE", "49", "0", ("30", 8), ("151", 8),
        _words("Anna Jürgen Sören Käthe Lukas Björn Sabine Günter Lena Matthias Jörg Ursula Felix Hannah Götz Silke Ralf Änne"),
        _words("Müller Schröder Weiß Krüger Jäger Köhler Schäfer Lange Günther Böhm Groß Fuchs Vogel Römer Bäcker Hahn Lindner Strauß Möller Götze Kaiser Heß Ziegler"),
        _cities("Berlin/10115 München/80331 Köln/50667 Düsseldorf/40213 Nürnberg/90402 Lübeck/23552 Würzburg/97070 Göttingen/37073"),
        _words("Hauptstraße Gartenweg Bahnhofstraße Mühlenweg Schloßallee Industriestraße"),
        _words("Maschinenbau Logistik Großhandel Gerätebau Werkzeuge Lebensmittel Anlagenbau Druckerei"),
        (("GmbH", "G.m.b.H."), ("AG", "Aktiengesellschaft"), ("GmbH & Co. KG", "GmbH und Co KG")), "& Söhne",
        _words("info kontakt einkauf buchhaltung"),
    ),
    Country(
        "FR", "33", "0", ("1", 8), ("4", 8),
        _words("Zoé François Élodie Benoît Chloé Rémi Hélène Loïc Inès Gaël Aurélie Noël Océane Jérôme Margaux Théo Anaïs Maël"),
        _words("Lefèvre Dubois Bérard Gauthier Garçon Périer Moreau Delaunay Faucher Château Noël Blanchet Crépin Vallée Marchand Rousseau Égal Benoît Lemaître Guérin Roche Béziat Picard"),
        _cities("Paris/75002 Orléans/45000 Besançon/25000 Saint-Étienne/42000 Nîmes/30000 Lyon/69002 Angoulême/16000 Béziers/34500"),
        ("rue de l'Église", "avenue du Général", "boulevard des Frênes", "impasse du Château", "rue Pasteur"),
        _words("Mécanique Distribution Énergie Transports Imprimerie Équipements Alimentation Conseil"),
        (("SARL", "S.A.R.L."), ("SAS", "S.A.S."), ("SA", "S.A.")), "et Fils", _words("contact accueil achats comptabilite"),
    ),
    Country(
        "IT", "39", "", ("02", 8), ("33", 8),
        _words("Niccolò Giulia Matteo Chiara Cosimo Noemi Luca Elena Renzo Desirée Pietro Alba Davide Lucia Tommaso Ilaria Mosè Zoe"),
        _words("Forlì Rossi Conti Nicolò Bassi Ferri Salò Greco Moroni Barbò Testa Viganò Longo Serra Cantù Marini Sorrentino Gatti Dallò Leone Orsi Piovà Rizzi"),
        _cities("Milano/20121 Forlì/47121 Torino/10121 Cefalù/90015 Bologna/40121 Napoli/80133 Cantù/22063 Bari/70121"),
        ("via Roma", "corso Libertà", "via dell'Università", "piazza Garibaldi", "viale Nicolò Tommaseo"),
        _words("Meccanica Trasporti Alimentari Impianti Attrezzature Stampa Energia Forniture"),
        (("S.r.l.", "SRL"), ("S.p.A.", "SPA"), ("S.n.c.", "SNC")), "e Figli", _words("info amministrazione ufficio acquisti"),
    ),
    Country(
        "ES", "34", "", ("91", 7), ("6", 8),
        _words("José María Ángel Begoña Íñigo Lucía Andrés Inés Óscar Núria Raúl Sofía Jesús Mónica Iván Belén Álvaro Concepción"),
        _words("García Muñoz Ibáñez Peña Núñez Gómez Ordóñez Castaño Méndez Román Bermúdez Vázquez Cañas León Jiménez Soler Báez Yáñez Marín Solís Acuña Rincón Tomás"),
        _cities("Madrid/28013 Málaga/29015 Cáceres/10003 Córdoba/14001 León/24001 Jaén/23001 Logroño/26001 Gijón/33201"),
        ("calle Mayor", "avenida de América", "plaza de España", "calle Núñez de Balboa", "paseo de la Constitución"),
        _words("Maquinaria Logística Alimentación Energía Suministros Imprenta Construcción Óptica"),
        (("S.L.", "SL"), ("S.A.", "SA"), ("S.L.U.", "SLU")), "e Hijos", _words("info contacto compras administracion"),
    ),
    Country(
        "PL", "48", "", ("22", 7), ("5", 8),
        _words("Łukasz Małgorzata Paweł Żaneta Michał Bożena Świętosław Grażyna Stanisław Zofia Błażej Agnieszka Rafał Józef Wioletta Mirosław Jan Ewa"),
        _words("Wójcik Kowalczyk Zieliński Dąbek Król Wróbel Piątek Gołąb Sikora Żak Bąk Mróz Łapiński Śliwa Nowicki Szczepan Gajda Ćwik Zając Kępa Wilk Brzoza Kłos"),
        _cities("Warszawa/00-001 Kraków/30-001 Łódź/90-001 Wrocław/50-001 Poznań/60-001 Gdańsk/80-001 Białystok/15-001 Rzeszów/35-001"),
        ("ul. Długa", "ul. Kościuszki", "al. Jerozolimskie", "ul. Świętego Ducha", "ul. Polna"),
        _words("Maszyny Spedycja Żywność Narzędzia Drukarnia Energetyka Budownictwo Hurtownia"),
        (("sp. z o.o.", "Sp. z o. o."), ("S.A.", "SA"), ("sp.j.", "Spółka Jawna")), "i Synowie", _words("biuro kontakt zakupy info"),
    ),
    Country(
        "SE", "46", "0", ("8", 7), ("73", 7),
        _words("Åsa Björn Märta Göran Linnéa Örjan Sven Frida Håkan Ebba Jörgen Malin Pär Elin Gösta Kajsa Nils Tove"),
        _words("Åkesson Öberg Lindström Sjögren Nyström Håkansson Hedlund Bäck Norén Löfgren Lundqvist Ström Sandén Ekdahl Holm Wåhlin Dahlén Brandt Engström Myrén Falk Rydén Björk"),
        _cities("Stockholm/111_20 Göteborg/411_03 Malmö/211_20 Västerås/722_11 Örebro/702_11 Umeå/903_26 Jönköping/553_16 Växjö/352_30"),
        _words("Storgatan Kungsgatan Åsgatan Järnvägsgatan Ängsvägen"),
        _words("Verkstad Åkeri Livsmedel Energi Verktyg Tryckeri Bygg Teknik"),
        (("AB", "Aktiebolag"), ("HB", "Handelsbolag"), ("KB", "Kommanditbolag")), "& Söner", _words("info kontor order ekonomi"),
    ),
    Country(
        "GB", "44", "0", ("207", 7), ("74", 8),
        _words("Siobhán Oliver Zoë Harry Amelia Seán Imogen George Niamh Alfie Róisín Edward Freya Callum Isla Rhys Beatrice Hugh"),
        _words("O'Brien Wright Hughes Ó'Dálaigh Clarke Fletcher Mercer Baker Whitlock Ashby Thatcher Lowe Penrose Drake Marlow Bright Cooper Hartley Swift Tanner Weaver Yates Quill"),
        _cities("London/EC1A_1BB Leeds/LS1_4DY Bristol/BS1_4ST York/YO1_7HH Exeter/EX1_1GJ Durham/DH1_3NJ Bath/BA1_1SU Derby/DE1_2GB"),
        ("High Street", "Station Road", "Church Lane", "Mill Lane", "Victoria Road"),
        _words("Engineering Haulage Foods Tools Printing Energy Builders Supplies"),
        (("Ltd", "Limited"), ("plc", "PLC"), ("LLP", "L.L.P.")), "& Sons", _words("info office accounts purchasing"),
    ),
    Country(
        "PT", "351", "", ("21", 7), ("91", 7),
        _words("João Conceição Simão Inês André Lígia Sebastião Fátima Luís Mónica Tomás Assunção Rúben Catarina Nuno Zélia Gonçalo Sónia"),
        _words("Conceição Gonçalves Simões Araújo Magalhães Brandão Galvão Sá Falcão Leitão Guimarães Estêvão Antunes Caçador Moura Paixão Romão Serrão Teles Vilaça Zêzere Quintão Lourenço"),
        _cities("Lisboa/1100-148 Porto/4000-322 Évora/7000-508 Setúbal/2900-182 Guimarães/4800-412 Covilhã/6200-021 Faro/8000-078 Loulé/8100-501"),
        ("Rua da Conceição", "Avenida da República", "Praça do Município", "Rua de São João", "Travessa da Fé"),
        _words("Máquinas Transportes Alimentação Ferramentas Energia Gráfica Construções Óptica"),
        (("Lda.", "Limitada"), ("S.A.", "SA"), ("Unipessoal Lda", "Unip. Lda.")), "& Filhos", _words("geral info compras contabilidade"),
    ),
)  # fmt: skip

SYLLABLES = _words(
    "ba be bo da de do fa fe fi ga go ka ke ko la le lo ma me mo na ne no pa pe ra re ro sa so ta te to va ve zo"
)
"""What made-up brands are made of: 36, so that four give 1,679,616 of them."""

TITLES = _words("Buyer CEO Controller Engineer Planner Accountant Storekeeper Assistant")
SEGMENTS = _words("key large medium small")
GOODS = _words("Pump Valve Bearing Gasket Filter Motor Cable Sensor Bracket Hose Coupling Relay Switch Gear Nozzle Clamp")
TRAITS = _words("Steel Brass Compact Heavy Sealed Flexible Digital Insulated Double Mini Extra Ceramic")
HEADINGS = _words("Drives Hydraulics Electrics Fasteners Sealing Measuring Piping Tools")
SUBJECTS = (
    "Delivery is late", "Wrong item received", "Invoice does not match the order", "Item damaged in transit",
    "Question about the warranty", "Please change the delivery address", "Return of unused goods", "Spare part needed",
)  # fmt: skip
REPLIES = (
    "Thank you, we look into it.", "The carrier was asked.", "Could you send a picture?", "It was booked again.",
    "We still wait for an answer.", "That solved it, thanks.", "A colleague calls you tomorrow.", "Noted.",
)  # fmt: skip
CALLS = ("Called about the renewal", "Met at the fair", "Sent the new price list", "Asked for references", "Reminder of the offer")
CARRIERS = _words("Nordfracht Velotrans Kargomax Alpexpress")

// What a refund rests on, by hand: one statement for one plan, each hop filtered by the sequence.
MATCH (t:Thing {id: $subject})
CALL (t) {
  MATCH (t)<-[d:DESCRIBES]-(r:Record)
  WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
  RETURN collect([t.id, r {.id, .key, .since, .version, .salt, .nulls, .refs, .subject, .status, .kind, .opened_at}]) AS facts
}
CALL (t) {
  MATCH (t)<-[x:RAISED|FORMERLY]-(k:Thing)
  WHERE (type(x) = 'RAISED' OR x.relation = 'RAISED') AND x.since <= $seq AND $seq < coalesce(x.until, $open)
  WITH x, k ORDER BY x.rid LIMIT 501
  MATCH (k)<-[d:DESCRIBES]-(r:Record)
  WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
  RETURN collect([x.rid, k.id, r {.id, .key, .since, .version, .salt, .nulls, .refs, .name, .credit_hold, .segment}]) AS raised_by
}
CALL (t) {
  MATCH (t)<-[x:RAISED|FORMERLY]-(k:Thing)
  WHERE (type(x) = 'RAISED' OR x.relation = 'RAISED') AND x.since <= $seq AND $seq < coalesce(x.until, $open)
  WITH k ORDER BY k.id LIMIT 501
  MATCH (k)-[x:RAISED|FORMERLY]->(o:Thing)
  WHERE (type(x) = 'RAISED' OR x.relation = 'RAISED') AND x.since <= $seq AND $seq < coalesce(x.until, $open)
  WITH x, o ORDER BY x.rid LIMIT 501
  MATCH (o)<-[d:DESCRIBES]-(r:Record)
  WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
  RETURN collect([x.rid, o.id, r {.id, .key, .since, .version, .salt, .nulls, .refs, .kind, .opened_at}]) AS raised
}
CALL (t) {
  MATCH (t)-[x:ABOUT_PRODUCT|FORMERLY]->(o:Thing)
  WHERE (type(x) = 'ABOUT_PRODUCT' OR x.relation = 'ABOUT_PRODUCT') AND x.since <= $seq AND $seq < coalesce(x.until, $open)
  WITH x, o ORDER BY x.rid LIMIT 501
  MATCH (o)<-[d:DESCRIBES]-(r:Record)
  WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
  RETURN collect([x.rid, o.id, r {.id, .key, .since, .version, .salt, .nulls, .refs, .name}]) AS about_product
}
CALL (t) {
  MATCH (t)-[x:HAS_INTERACTION|FORMERLY]->(o:Thing)
  WHERE (type(x) = 'HAS_INTERACTION' OR x.relation = 'HAS_INTERACTION') AND x.since <= $seq AND $seq < coalesce(x.until, $open)
  WITH x, o ORDER BY x.rid LIMIT 501
  MATCH (o)<-[d:DESCRIBES]-(r:Record)
  WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
  RETURN collect([x.rid, o.id, r {.id, .key, .since, .version, .salt, .nulls, .refs, .body, .sent_at}]) AS has_interaction
}
CALL (t) {
  MATCH (t)-[x:CONCERNS|FORMERLY]->(o:Thing)
  WHERE (type(x) = 'CONCERNS' OR x.relation = 'CONCERNS') AND x.since <= $seq AND $seq < coalesce(x.until, $open)
  WITH x, o ORDER BY x.rid LIMIT 501
  CALL (o) {
    MATCH (o)<-[d:DESCRIBES]-(r:Record)
    WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
    RETURN collect(r {.id, .key, .since, .version, .salt, .nulls, .refs, .order_number, .ordered_at}) AS order_
  }
  CALL (o) {
    MATCH (o)-[y:HAS_INVOICE|FORMERLY]->(i:Thing)
    WHERE (type(y) = 'HAS_INVOICE' OR y.relation = 'HAS_INVOICE') AND y.since <= $seq AND $seq < coalesce(y.until, $open)
    WITH y, i ORDER BY y.rid LIMIT 501
    CALL (i) {
      MATCH (i)<-[d:DESCRIBES]-(r:Record)
      WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
      RETURN collect(r {.id, .key, .since, .version, .salt, .nulls, .refs, .invoice_number, .amount, .amount_currency, .status}) AS invoice
    }
    CALL (i) {
      MATCH (i)-[z:SETTLED_BY|FORMERLY]->(p:Thing)
      WHERE (type(z) = 'SETTLED_BY' OR z.relation = 'SETTLED_BY') AND z.since <= $seq AND $seq < coalesce(z.until, $open)
      WITH z, p ORDER BY z.rid LIMIT 501
      MATCH (p)<-[d:DESCRIBES]-(r:Record)
      WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
      RETURN collect([z.rid, p.id, r {.id, .key, .since, .version, .salt, .nulls, .refs, .amount, .amount_currency, .status, .paid_at, .method}]) AS payments
    }
    RETURN collect([y.rid, i.id, invoice, payments]) AS invoices
  }
  CALL (o) {
    MATCH (o)-[y:HAS_SHIPMENT|FORMERLY]->(s:Thing)
    WHERE (type(y) = 'HAS_SHIPMENT' OR y.relation = 'HAS_SHIPMENT') AND y.since <= $seq AND $seq < coalesce(y.until, $open)
    WITH y, s ORDER BY y.rid LIMIT 501
    MATCH (s)<-[d:DESCRIBES]-(r:Record)
    WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
    RETURN collect([y.rid, s.id, r {.id, .key, .since, .version, .salt, .nulls, .refs, .status, .shipped_at, .carrier}]) AS shipments
  }
  CALL (o) {
    MATCH (o)-[y:HAS_LINE|FORMERLY]->(l:Thing)
    WHERE (type(y) = 'HAS_LINE' OR y.relation = 'HAS_LINE') AND y.since <= $seq AND $seq < coalesce(y.until, $open)
    WITH y, l ORDER BY y.rid LIMIT 501
    CALL (l) {
      MATCH (l)<-[d:DESCRIBES]-(r:Record)
      WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
      RETURN collect(r {.id, .key, .since, .version, .salt, .nulls, .refs, .quantity, .unit_price, .unit_price_currency}) AS line
    }
    CALL (l) {
      MATCH (l)-[z:OF_PRODUCT|FORMERLY]->(p:Thing)
      WHERE (type(z) = 'OF_PRODUCT' OR z.relation = 'OF_PRODUCT') AND z.since <= $seq AND $seq < coalesce(z.until, $open)
      WITH z, p ORDER BY z.rid LIMIT 501
      MATCH (p)<-[d:DESCRIBES]-(r:Record)
      WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
      RETURN collect([z.rid, p.id, r {.id, .key, .since, .version, .salt, .nulls, .refs, .name}]) AS products
    }
    RETURN collect([y.rid, l.id, line, products]) AS lines
  }
  RETURN collect([x.rid, o.id, order_, invoices, shipments, lines]) AS concerns
}
RETURN facts, raised_by, raised, about_product, has_interaction, concerns

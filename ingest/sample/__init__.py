"""The sample enterprise: a CRM, an ERP and a help desk of any size, as they are in life, and the truth about them."""

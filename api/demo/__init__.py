"""The data of the demonstration: one food wholesaler as its ERP, its CRM and its help desk know it."""

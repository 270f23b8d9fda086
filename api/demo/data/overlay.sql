-- What Northwind lacks: columns beside its own, and tables for shipments, invoices and payments.
ALTER TABLE Customers ADD COLUMN Email TEXT;
ALTER TABLE Customers ADD COLUMN ContactEmail TEXT;
ALTER TABLE Customers ADD COLUMN TaxNumber TEXT;
ALTER TABLE Customers ADD COLUMN CountryCode TEXT;
ALTER TABLE Customers ADD COLUMN CreditLimit NUMERIC;
ALTER TABLE Customers ADD COLUMN Currency TEXT;
ALTER TABLE Customers ADD COLUMN CreditHold INTEGER;
ALTER TABLE Customers ADD COLUMN UpdatedAt TEXT;
ALTER TABLE Suppliers ADD COLUMN Email TEXT;
ALTER TABLE Suppliers ADD COLUMN TaxNumber TEXT;
ALTER TABLE Suppliers ADD COLUMN CountryCode TEXT;
ALTER TABLE Suppliers ADD COLUMN UpdatedAt TEXT;
ALTER TABLE Employees ADD COLUMN FullName TEXT;
ALTER TABLE Employees ADD COLUMN Email TEXT;
ALTER TABLE Employees ADD COLUMN CountryCode TEXT;
ALTER TABLE Employees ADD COLUMN UpdatedAt TEXT;
ALTER TABLE Categories ADD COLUMN UpdatedAt TEXT;
ALTER TABLE Products ADD COLUMN UpdatedAt TEXT;
ALTER TABLE Orders ADD COLUMN Status TEXT;
ALTER TABLE Orders ADD COLUMN UpdatedAt TEXT;
ALTER TABLE [Order Details] ADD COLUMN UpdatedAt TEXT;
CREATE TABLE Shipments (ShipmentID INTEGER PRIMARY KEY, OrderID INTEGER NOT NULL REFERENCES Orders (OrderID),
    Carrier TEXT NOT NULL, TrackingNumber TEXT NOT NULL, ShippedOn TEXT NOT NULL, DeliveredOn TEXT,
    Status TEXT NOT NULL, Freight NUMERIC NOT NULL, Currency TEXT NOT NULL, Street TEXT, City TEXT, Region TEXT, PostalCode TEXT,
    CountryCode TEXT, UpdatedAt TEXT NOT NULL);
CREATE TABLE Invoices (InvoiceID INTEGER PRIMARY KEY, InvoiceNumber TEXT NOT NULL UNIQUE,
    OrderID INTEGER NOT NULL REFERENCES Orders (OrderID), CustomerID TEXT NOT NULL REFERENCES Customers (CustomerID),
    IssuedOn TEXT NOT NULL, DueOn TEXT NOT NULL, Amount NUMERIC NOT NULL, Currency TEXT NOT NULL, Status TEXT NOT NULL,
    UpdatedAt TEXT NOT NULL);
CREATE TABLE Payments (PaymentID INTEGER PRIMARY KEY, InvoiceID INTEGER NOT NULL REFERENCES Invoices (InvoiceID),
    CustomerID TEXT NOT NULL REFERENCES Customers (CustomerID), PaidOn TEXT NOT NULL, Amount NUMERIC NOT NULL,
    Currency TEXT NOT NULL, Method TEXT NOT NULL, Reference TEXT NOT NULL, Status TEXT NOT NULL, UpdatedAt TEXT NOT NULL);

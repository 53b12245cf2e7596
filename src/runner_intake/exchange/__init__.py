"""What other programs of a clinic speak: FHIR for its record, XLSForm for its tablets, tables for its
spreadsheets. Knows packs, answers and finished results, no engine and no command line.
"""

"""The whole questionnaire of a city as an XLSX workbook: to be filled in away from the portal and brought back.

``layout`` says where what stands, ``filling`` and ``writing`` make the file, ``cells`` turns a cell into what a
person would have typed on the page, ``brought`` and ``outcome`` are what comes back and what it would do. It is
taken apart by ``forms.workbook`` and taken over by ``services.workbook``: the same checks as on the pages, all or
nothing.
"""

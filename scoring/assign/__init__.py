"""Who marks what (评审分配): the best assignment of experts to cities and domains, by minimum-cost flow.

`question` what is asked and under which rules · `solve` the answer, its proof and its gaps · `levers` what would
mend the gaps · `reasons` why this pair · `connectivity` can the experts of a domain be compared.

Three steps, each exact: first as few gaps as possible, then (where asked) loads as even as possible, then the
highest match, equal matches being parted by a public seed. OR-tools is imported only where a flow is solved.
"""

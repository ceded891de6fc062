"""The practice press: invented newspapers on every platform family, served on loopback, with their own truth.

    press = build(seed=1)
    with serving(press) as served:
        served.newspapers, served.log(), served.fault(Fault(kind="status", status=429))

It shares no code with the rooms that it puts to the test.
"""

from spiders.press.faults import Fault
from spiders.press.model import EditionTruth, Newspaper, Printed
from spiders.press.press import Press, build
from spiders.press.served import Served, serving

__all__ = ["EditionTruth", "Fault", "Newspaper", "Press", "Printed", "Served", "build", "serving"]

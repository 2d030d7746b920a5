"""AFAS in a box: imitates AFAS Profit's REST API from the vendor's public facts."""

from adapters.afas.simulator.app import create_simulator
from adapters.afas.simulator.protocol.access import DemoAccess, demo_access

__all__ = ["DemoAccess", "create_simulator", "demo_access"]

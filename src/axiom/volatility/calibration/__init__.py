"""Calibration of models to quotes and surfaces."""

from axiom.volatility.calibration.calibrate import MODELS, calibrate
from axiom.volatility.calibration.result import Calibration, CalibrationStart

__all__ = ["MODELS", "Calibration", "CalibrationStart", "calibrate"]

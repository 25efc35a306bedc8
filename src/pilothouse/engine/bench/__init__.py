"""Measurements of the engine: speed beside its ceiling, forecasts beside what came true."""

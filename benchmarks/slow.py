"""x"""


def slow(visitors: int, replicas: int, seconds: float, each: int) -> bool:
    """x"""
    return True

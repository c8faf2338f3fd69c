"""How fast something grows."""


def slope(times, values):
    """Of the line with the least squares: units of `values` per unit of `times`."""
    count = len(times)
    if count < 2:
        return 0.0
    middle, mean = sum(times) / count, sum(values) / count
    spread = sum((each - middle) ** 2 for each in times)
    return sum((x - middle) * (y - mean) for x, y in zip(times, values)) / spread

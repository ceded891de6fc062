"""Fits a logistic regression on what is seen of pairs of blocks, in the environment of `needs.in`: JSON in, JSON out.

Stands alone: it is run by another Python than ours, and imports nothing of the project.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression


def fit(seen: list[list[float]], goes_on: list[int]) -> dict[str, Any]:
    """The weight of each feature, and the bias with which 0 is a pair as likely to be torn as not to be."""
    table, answers = np.array(seen), np.array(goes_on)
    model = LogisticRegression(C=1.0, max_iter=5000).fit(table, answers)
    usual = math.log(answers.mean() / (1 - answers.mean()))
    return {"bias": float(model.intercept_[0]) - usual, "weights": model.coef_[0].tolist()}


if __name__ == "__main__":
    json.dump(fit(**json.load(sys.stdin)), sys.stdout)

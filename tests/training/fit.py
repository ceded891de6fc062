"""Fits a logistic regression on counted pieces, in the environment of `needs.in`: texts as JSON in, weights out.

Stands alone: it is run by another Python than ours, and imports nothing of the project.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression


class Place:
    """The counted pieces of one place of all texts, as tf-idf."""

    def __init__(self, counted: list[dict[str, int]], rarest: int) -> None:
        vectorizer = DictVectorizer()
        self.counts = vectorizer.fit_transform(counted).tocsr()
        self.pieces = vectorizer.get_feature_names_out()
        often = (self.counts > 0).sum(axis=0).A1
        self.keep(often >= rarest)

    def keep(self, kept: Any) -> None:
        """Leaves out all other pieces."""
        self.counts, self.pieces = self.counts[:, kept], self.pieces[kept]
        transformer = TfidfTransformer(sublinear_tf=True)
        self.table = transformer.fit_transform(self.counts)
        self.rarities = transformer.idf_


def fit(texts: list[dict[str, Any]], rarest: int, strength: float, lightest: float) -> dict[str, Any]:
    """`texts`: class, and by place counted pieces. Pieces of fewer than `rarest` texts are left out.

    `strength` is the inverse of the regularisation (scikit-learn's C). A piece by which no class gains or loses more
    than `lightest` is left out, and the rest fitted again. Returns classes, bias and, by place, piece → [idf, weight of
    each class].
    """
    classes = [text["class"] for text in texts]
    places = {name: Place([text["pieces"][name] for text in texts], rarest) for name in texts[0]["pieces"]}
    for place, weights in zip(places.values(), _by_place(_fitted(places, classes, strength), places), strict=True):
        place.keep(abs(weights).max(axis=0) >= lightest)
    model = _fitted(places, classes, strength)
    fitted: dict[str, Any] = {"classes": list(model.classes_), "bias": model.intercept_.tolist(), "pieces": {}}
    for (name, place), weights in zip(places.items(), _by_place(model, places), strict=True):
        rows = np.column_stack([place.rarities, weights.T]).tolist()
        fitted["pieces"][name] = dict(zip(place.pieces, rows, strict=True))
    return fitted


def _fitted(places: dict[str, Place], classes: list[str], strength: float) -> LogisticRegression:
    table = hstack([place.table for place in places.values()]).tocsr()
    return LogisticRegression(C=strength, max_iter=5000).fit(table, classes)


def _by_place(model: LogisticRegression, places: dict[str, Place]) -> list[Any]:
    ends = np.cumsum([len(place.pieces) for place in places.values()])
    return np.split(model.coef_, ends[:-1], axis=1)


if __name__ == "__main__":
    json.dump(fit(**json.load(sys.stdin)), sys.stdout)

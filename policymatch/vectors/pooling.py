"""One vector of a text's tokens, the ways that sentence-transformers knows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def pool(hidden: NDArray[np.float32], mask: NDArray[np.int64], how: str) -> NDArray[np.float32]:
    """The vectors of texts: ``hidden`` is (texts, tokens, dim), ``mask`` (texts, tokens) is 1 where there is a token."""
    # Tokenizers of decoders fill up from the left, ours never does, so tokens are where the mask begins.
    lengths = mask.sum(axis=1)
    found: NDArray[np.float32]
    match how:
        case "cls":
            found = hidden[:, 0]
        case "last":
            found = hidden[np.arange(len(hidden)), np.maximum(lengths - 1, 0)]
        case "max":
            lowest = np.float32(np.finfo(np.float32).min)
            found = np.where(mask[:, :, None] == 1, hidden, lowest).max(axis=1)
        case _:
            weights = mask.astype(np.float32)
            if how == "weightedmean":
                weights *= np.arange(1, mask.shape[1] + 1, dtype=np.float32)
            weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
            found = np.einsum("nld,nl->nd", hidden, weights)
    return found

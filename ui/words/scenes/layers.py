"""Scenes of rules that see matrices and layers."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from experiments import Scene
from ui.words.scenes.prepared import Prepared, falling, rate

LAYERS = (
    Prepared(
        "A matrix and a falling rate",
        "Layers and matrices",
        "What Muon and SOAP are for",
        "W has 12 rows and 12 columns, and f is a million times as curved one way as another. "
        "While the learning rate falls in a straight line Adam comes from 88 down to 14.5 in 300 "
        "steps, Muon below 0.1 and SOAP below 0.01: their steps are as long along directions "
        "of small gradients as along those of large ones. Open Layers to see it.",
        Scene(
            objective="matrix_quadratic",
            parameters=(
                ("rows", 12),
                ("columns", 12),
                ("condition_p", 32.0),
                ("condition_q", 32.0),
            ),
            steps=300,
            entries=(
                falling("adam", 0.056),
                falling("muon", 0.75),
                falling("soap", 0.18),
            ),
        ),
        seen=(
            Seen(Claim("W has 12 rows and 12 columns", "rank", "144")),
            Seen(Claim("a million times as curved", "condition", "1.0e6")),
            Seen(Claim("comes from 88", "value", "88", along="max"), (0,)),
            Seen(Claim("down to 14.5", "value", "14.5"), (0,)),
            Seen(Claim("in 300 steps", "last step", "300"), (0, 1, 2)),
            Seen(Claim("Muon below 0.1", "value", "<0.1"), (1,)),
            Seen(Claim("SOAP below 0.01", "value", "<0.01"), (2,)),
        ),
    ),
    Prepared(
        "Steps that do not shrink",
        "Layers and matrices",
        "Muon at a constant rate, on an easy matrix",
        "The condition number is 81 only. Adam's steps shrink with the gradient, and it gets below "
        "1e-8 in 200 steps. Muon makes all singular values of its step about as large, however "
        "small the gradient is: it circles, and its last step is 0.115 long, the first was 0.110.",
        Scene(
            objective="matrix_quadratic",
            parameters=(("condition_p", 3.0), ("condition_q", 3.0)),
            steps=200,
            entries=(rate("muon", 0.1), rate("adam", 0.18)),
        ),
        seen=(
            Seen(Claim("The condition number is 81", "condition", "81")),
            Seen(Claim("gets below 1e-8", "value", "<1e-8"), (1,)),
            Seen(Claim("in 200 steps", "last step", "200"), (0, 1)),
            Seen(Claim("it circles", "value", ">1e-3"), (0,)),
            Seen(Claim("its last step is 0.115 long", "step", "0.115"), (0,)),
            Seen(Claim("the first was 0.110", "step", "0.110"), (0,), {"steps": 1}),
        ),
    ),
    Prepared(
        "The ellipse as one",
        "Layers and matrices",
        "What Shampoo's matrix does that Adagrad's numbers cannot",
        "A long bowl that lies askew, 1000 times as steep across as along. Adagrad and Adam have a "
        "number for x and one for y, and are 7.7 and 3.1 above the minimum after 100 steps. "
        "Shampoo keeps a matrix of the gradients, which makes the bowl round: after 5 steps it is "
        "less than 1 above it.",
        Scene(
            objective="ellipse",
            parameters=(("kappa", 1000.0),),
            angle=45.0,
            steps=100,
            entries=(rate("adagrad", 1.8), rate("adam", 2.2), rate("shampoo", 7.0)),
        ),
        seen=(
            Seen(Claim("1000 times as steep", "condition", "1000")),
            Seen(Claim("are 7.7", "gap", "7.7"), (0,)),
            Seen(Claim("and 3.1 above", "gap", "3.1"), (1,)),
            Seen(Claim("after 100 steps", "last step", "100"), (0, 1)),
            Seen(
                Claim("after 5 steps it is less than 1", "gap", "5", along="first", when="<1"),
                (2,),
            ),
        ),
    ),
    Prepared(
        "A share of every layer",
        "Layers and matrices",
        "What the trust ratio of LAMB does",
        "Two layers of one weight each, 1.4 and 0.2. LAMB's step is a share of the layer: the "
        "first one makes them 1.47 and 0.21, both by the same factor. Adam "
        "adds 0.05 to both, which is little for one and a quarter of the other.",
        Scene(
            objective="deep_linear",
            start=(1.4, 0.2),
            steps=60,
            entries=(rate("lamb", 0.05), rate("adam", 0.05)),
        ),
        seen=(
            Seen(Claim("1.4", "x", "1.4", along="min"), (0,), {"steps": 1}),
            Seen(Claim("and 0.2", "y", "0.2", along="min"), (0,), {"steps": 1}),
            Seen(Claim("makes them 1.47", "x", "1.47"), (0,), {"steps": 1}),
            Seen(Claim("and 0.21", "y", "0.21"), (0,), {"steps": 1}),
            Seen(
                Claim("adds 0.05 to both", "x", "1.45"),
                (1,),
                {"steps": 1},
            ),
            Seen(Claim("a quarter of the other", "y", "0.25"), (1,), {"steps": 1}),
        ),
    ),
)

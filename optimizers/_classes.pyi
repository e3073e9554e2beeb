from optimizers.rules.acprop import ACProp as ACProp
from optimizers.rules.adabelief import AdaBelief as AdaBelief
from optimizers.rules.adadelta import Adadelta as Adadelta
from optimizers.rules.adafactor import Adafactor as Adafactor
from optimizers.rules.adagrad import Adagrad as Adagrad
from optimizers.rules.adam import Adam as Adam
from optimizers.rules.adamax import Adamax as Adamax
from optimizers.rules.adamw import AdamW as AdamW
from optimizers.rules.adan import Adan as Adan
from optimizers.rules.ademamix import AdEMAMix as AdEMAMix
from optimizers.rules.adopt import ADOPT as ADOPT
from optimizers.rules.amsgrad import AMSGrad as AMSGrad
from optimizers.rules.asgd import ASGD as ASGD
from optimizers.rules.barzilai_borwein import BarzilaiBorwein as BarzilaiBorwein
from optimizers.rules.bfgs import BFGS as BFGS
from optimizers.rules.cocob import COCOB as COCOB
from optimizers.rules.conjugate_gradient import ConjugateGradient as ConjugateGradient
from optimizers.rules.d_adaptation import DAdaptation as DAdaptation
from optimizers.rules.d_adaptation_sgd import DAdaptationSGD as DAdaptationSGD
from optimizers.rules.dog import DoG as DoG
from optimizers.rules.dowg import DoWG as DoWG
from optimizers.rules.fromage import Fromage as Fromage
from optimizers.rules.ftrl import Ftrl as Ftrl
from optimizers.rules.gradient_descent_line_search import (
    GradientDescentLineSearch as GradientDescentLineSearch,
)
from optimizers.rules.gradient_descent_wolfe import GradientDescentWolfe as GradientDescentWolfe
from optimizers.rules.lamb import Lamb as Lamb
from optimizers.rules.lars import LARS as LARS
from optimizers.rules.lbfgs import LBFGS as LBFGS
from optimizers.rules.lion import Lion as Lion
from optimizers.rules.madgrad import Madgrad as Madgrad
from optimizers.rules.momentum import Momentum as Momentum
from optimizers.rules.momo import MoMo as MoMo
from optimizers.rules.momo_adam import MoMoAdam as MoMoAdam
from optimizers.rules.muon import Muon as Muon
from optimizers.rules.nadam import Nadam as Nadam
from optimizers.rules.nelder_mead import NelderMead as NelderMead
from optimizers.rules.nesterov import Nesterov as Nesterov
from optimizers.rules.newton import Newton as Newton
from optimizers.rules.novograd import NovoGrad as NovoGrad
from optimizers.rules.optimistic_adam import OptimisticAdam as OptimisticAdam
from optimizers.rules.optimistic_gradient_descent import (
    OptimisticGradientDescent as OptimisticGradientDescent,
)
from optimizers.rules.polyak import Polyak as Polyak
from optimizers.rules.prodigy import Prodigy as Prodigy
from optimizers.rules.radam import RAdam as RAdam
from optimizers.rules.rmsprop import RMSprop as RMSprop
from optimizers.rules.rprop import Rprop as Rprop
from optimizers.rules.schedule_free_adamw import ScheduleFreeAdamW as ScheduleFreeAdamW
from optimizers.rules.schedule_free_sgd import ScheduleFreeSGD as ScheduleFreeSGD
from optimizers.rules.sgd import SGD as SGD
from optimizers.rules.sgld import SGLD as SGLD
from optimizers.rules.shampoo import Shampoo as Shampoo
from optimizers.rules.sign_sgd import SignSGD as SignSGD
from optimizers.rules.signum import Signum as Signum
from optimizers.rules.simplified_ademamix import SimplifiedAdEMAMix as SimplifiedAdEMAMix
from optimizers.rules.sm3 import SM3 as SM3
from optimizers.rules.soap import Soap as Soap
from optimizers.rules.sophia import Sophia as Sophia
from optimizers.rules.trust_region import TrustRegion as TrustRegion
from optimizers.rules.yogi import Yogi as Yogi
from optimizers.schedules.constant import Constant as Constant
from optimizers.schedules.cosine import Cosine as Cosine
from optimizers.schedules.cosine_restarts import CosineRestarts as CosineRestarts
from optimizers.schedules.cyclic import Cyclic as Cyclic
from optimizers.schedules.exponential import Exponential as Exponential
from optimizers.schedules.inverse_time import InverseTime as InverseTime
from optimizers.schedules.joined import Joined as Joined
from optimizers.schedules.multi_step import MultiStep as MultiStep
from optimizers.schedules.one_cycle import OneCycle as OneCycle
from optimizers.schedules.piecewise_constant import PiecewiseConstant as PiecewiseConstant
from optimizers.schedules.piecewise_interpolate import PiecewiseInterpolate as PiecewiseInterpolate
from optimizers.schedules.polynomial import Polynomial as Polynomial
from optimizers.schedules.step_decay import StepDecay as StepDecay
from optimizers.wrappers.adaptive_gradient_clipping import (
    AdaptiveGradientClipping as AdaptiveGradientClipping,
)
from optimizers.wrappers.clip_by_block_rms import ClipByBlockRMS as ClipByBlockRMS
from optimizers.wrappers.clip_by_norm import ClipByNorm as ClipByNorm
from optimizers.wrappers.clip_by_value import ClipByValue as ClipByValue
from optimizers.wrappers.gradient_accumulation import GradientAccumulation as GradientAccumulation
from optimizers.wrappers.gradient_centralization import (
    GradientCentralization as GradientCentralization,
)
from optimizers.wrappers.lookahead import Lookahead as Lookahead
from optimizers.wrappers.maximize import Maximize as Maximize
from optimizers.wrappers.mechanic import Mechanic as Mechanic
from optimizers.wrappers.reduce_on_plateau import ReduceOnPlateau as ReduceOnPlateau
from optimizers.wrappers.sam import SAM as SAM
from optimizers.wrappers.schedule_free import ScheduleFree as ScheduleFree
from optimizers.wrappers.swa import SWA as SWA
from optimizers.wrappers.weight_average import WeightAverage as WeightAverage
from optimizers.wrappers.weight_decay import WeightDecay as WeightDecay

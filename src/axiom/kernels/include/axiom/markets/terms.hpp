// What a market for one asset is made of, as the compiled episodes read it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../elementary.hpp"

namespace axiom::markets {

enum class MidKind : int { arithmetic, lognormal, given };

struct MidTerms {
    MidKind kind;
    double start, drift, vol;   // of the arithmetic and the lognormal mid
    std::vector<double> times;  // of the moves of a given mid, ascending, above 0
};

enum class DepthKind : int { exponential, logistic };

// Orders arrive on each side and reach a distance from the mid with a probability.
struct DepthTerms {
    DepthKind kind;
    double decay;  // exponential: k; logistic: steepness
    double shift;  // exponential: the distance that all orders reach; logistic: its shift

    double reach(double offset) const {
        if (kind == DepthKind::exponential) return exponential(-decay * larger(offset - shift, 0.0));
        return 1.0 / (1.0 + exponential(shift + decay * offset));
    }
};

// The decay of exponential depths, drawn anew for each episode: uniform, or as it is in the depths.
struct DecayTerms {
    bool is_drawn;
    double lowest, highest;
};

// Orders on one side excite those on both; without excitation they are Poisson.
struct FlowTerms {
    double bid_baseline, ask_baseline, own, cross, decay;
    double bid_excess, ask_excess;  // of the intensities over their baselines at the start
};

struct JumpTerms {
    double probability, size;
    bool is_exponential;
};

struct DelayTerms {
    bool is_posted;  // prices are posted and stand; otherwise quotes follow the mid
    double mean;
    bool is_exponential;
};

struct QueueTerms {
    double ahead;
    bool is_exponential;
    double cancel_rate;
};

struct MarketTerms {
    MidTerms mid;
    DepthTerms bid_depth, ask_depth;
    DecayTerms decay;
    FlowTerms flow;
    JumpTerms jump;
    DelayTerms delay;
    QueueTerms queue;
    double fee_per_unit, fee_share, tick;
    int limit;
};

}  // namespace axiom::markets

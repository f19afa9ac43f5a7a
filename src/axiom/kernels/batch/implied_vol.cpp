#include "axiom/implied_vol_batch.hpp"

namespace axiom {
namespace {

// A vol is identified when the price's rounding moves it by less than this, relatively.
constexpr double kIdentified = 1e-6;
// Values below it count as zero: the normal density has underflowed.
constexpr double kZeroValue = 1e-300;

constexpr auto kOk = static_cast<std::uint8_t>(VolStatus::ok);
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

template <Model model>
AXIOM_FN VolProblem vol_problem(const OptionTerms &terms, double price) {
    if constexpr (model == Model::lognormal) return lognormal_vol_problem(terms, price);
    return normal_vol_problem(terms, price);
}

template <Model model>
AXIOM_FN double vol_guess(const VolProblem &problem) {
    if constexpr (model == Model::lognormal) return total_vol_guess(problem);
    return normal_vol_guess(problem);
}

template <Model model>
AXIOM_FN double vol_step(const VolProblem &problem, double s) {
    if constexpr (model == Model::lognormal) return lognormal_vol_step(problem, s);
    return normal_vol_step(problem, s);
}

template <Model model>
AXIOM_FN double value_slope(const VolProblem &problem, double s) {
    if constexpr (model == Model::lognormal) return lognormal_value_slope(problem, s);
    return normal_value_slope(problem, s);
}

// At most three steps, as the blocks take them.
template <Model model>
double solve(const VolProblem &problem) {
    double s = vol_guess<model>(problem);
    for (int steps = 0; steps < 3; ++steps) {
        const double next = vol_step<model>(problem, s);
        const double step = magnitude(next - s) / s;
        s = next;
        if (steps > 0 && step < kSettledStep) break;
    }
    return s;
}

// The interval of total vols that the rounding of the price allows.
template <Model model>
VolResult interval(const VolProblem &p, double root_expiry) {
    const double u = p.uncertainty > kZeroValue ? p.uncertainty : kZeroValue;
    const VolProblem below{p.x, p.value - u, p.complement + u, u};
    const VolProblem above{p.x, p.value + u, p.complement - u, u};
    const double lower = below.value <= 0.0 ? 0.0 : solve<model>(below);
    const double upper = above.complement <= 0.0 ? kInfinity : solve<model>(above);
    return {kNaN, lower / root_expiry, upper / root_expiry, VolStatus::not_identified};
}

template <Model model>
VolResult implied_vol_slow(const OptionTerms &terms, double price) {
    OptionTerms checked = terms;
    checked.vol = 1.0;
    const bool invalid = has_nan(checked) || is_outside_domain(checked, model) ||
                         !std::isfinite(price);
    if (invalid) return {kNaN, kNaN, kNaN, VolStatus::invalid_input};
    const double root_expiry = std::sqrt(terms.expiry);
    if (model == Model::lognormal && terms.spot == 0.0) {
        const double only = terms.is_call > 0.5 ? 0.0 : terms.strike * std::exp(-terms.rate * terms.expiry);
        const double slack = kUnitRoundoff * only;
        if (price < only - slack) return {kNaN, kNaN, kNaN, VolStatus::below_intrinsic};
        if (price > only + slack) return {kNaN, kNaN, kNaN, VolStatus::above_maximum};
        return {kNaN, 0.0, kInfinity, VolStatus::not_identified};
    }
    const VolProblem p = vol_problem<model>(terms, price);
    const double slack = 2.0 * p.uncertainty;
    if (p.value < -slack || price < 0.0) return {kNaN, kNaN, kNaN, VolStatus::below_intrinsic};
    if (p.complement <= 0.0) return {kNaN, kNaN, kNaN, VolStatus::above_maximum};
    if (terms.expiry < kNegligible) {
        const bool worth_intrinsic = p.value <= slack;
        if (!worth_intrinsic) return {kNaN, kNaN, kNaN, VolStatus::above_maximum};
        return {kNaN, 0.0, kInfinity, VolStatus::not_identified};
    }
    if (p.x == 0.0 && price == 0.0) return {0.0, 0.0, 0.0, VolStatus::ok};
    if (p.value <= slack || p.value < kZeroValue) return interval<model>(p, root_expiry);
    const double s = solve<model>(p);
    const double half_width = p.uncertainty / value_slope<model>(p, s);
    if (!(half_width <= kIdentified * s)) return interval<model>(p, root_expiry);
    return {s / root_expiry, (s - half_width) / root_expiry, (s + half_width) / root_expiry,
            VolStatus::ok};
}

// Loops over fewer lanes than a block run over a multiple of it, so that no lane is left over.
constexpr std::ptrdiff_t kLanes = 8;

// A block on its way to its vols. Each stage is a short loop of its own: in one long body the
// processor would wait on one chain of dependent operations.
struct SolverBlock {
    alignas(64) double x[kBlock];
    alignas(64) double value[kBlock];
    alignas(64) double complement[kBlock];
    alignas(64) double uncertainty[kBlock];
    alignas(64) double s[kBlock];
    alignas(64) double unsettled[kBlock];  // positive where the last step was not small
    alignas(64) double half_width[kBlock];
    alignas(64) double vol[kBlock];

    AXIOM_FN VolProblem problem(std::ptrdiff_t i) const {
        return {x[i], value[i], complement[i], uncertainty[i]};
    }
};

template <Model model>
AXIOM_FN void set_up(const double *const *in, const double *AXIOM_RESTRICT is_call, double carries,
                     SolverBlock &block) {
    const double *AXIOM_RESTRICT spot = in[0];
    const double *AXIOM_RESTRICT strike = in[1];
    const double *AXIOM_RESTRICT expiry = in[2];
    const double *AXIOM_RESTRICT price = in[3];
    const double *AXIOM_RESTRICT rate = in[4];
    const double *AXIOM_RESTRICT dividend_yield = in[5];
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
        const OptionTerms terms{spot[i], strike[i], expiry[i], 0.0, rate[i], dividend_yield[i],
                                is_call[i], carries};
        const VolProblem problem = vol_problem<model>(terms, price[i]);
        block.x[i] = problem.x;
        block.value[i] = problem.value;
        block.complement[i] = problem.complement;
        block.uncertainty[i] = problem.uncertainty;
    }
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) block.s[i] = vol_guess<model>(block.problem(i));
}

// Takes a step in the first `count` lanes, a multiple of kLanes.
template <Model model>
AXIOM_FN void advance(SolverBlock &block, std::ptrdiff_t count) {
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        const double before = block.s[i];
        const double after = vol_step<model>(block.problem(i), before);
        block.s[i] = after;
        block.unsettled[i] = magnitude(after - before) - kSettledStep * before;
    }
}

// Turns total vols into vols, NaN where the slow path must look; returns whether there is one.
template <Model model>
AXIOM_FN bool finish(const double *const *in, SolverBlock &block) {
    const double *AXIOM_RESTRICT spot = in[0];
    const double *AXIOM_RESTRICT strike = in[1];
    const double *AXIOM_RESTRICT expiry = in[2];
    const double least_price = model == Model::lognormal ? 1.0 / kHuge : -kHuge;
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
        const VolProblem problem = block.problem(i);
        const double s = block.s[i];
        const double half_width = problem.uncertainty / value_slope<model>(problem, s);
        const bool regular = (problem.value > 2.0 * problem.uncertainty) &
                             (problem.value >= kZeroValue) & (problem.complement > 0.0) &
                             (half_width <= kIdentified * s) & (expiry[i] >= kNegligible) &
                             (spot[i] >= least_price) & (strike[i] >= least_price);
        const double inverse_root_expiry = 1.0 / root(expiry[i]);
        block.half_width[i] = half_width * inverse_root_expiry;
        block.vol[i] = regular ? s * inverse_root_expiry : kNaN;
    }
    std::int64_t irregular = 0;
    for (std::ptrdiff_t i = 0; i < kBlock; ++i)
        irregular |= static_cast<std::int64_t>(block.vol[i] != block.vol[i]);
    return irregular != 0;
}

AXIOM_CLONES void lognormal_set_up(const double *const *in, const double *is_call, double carries,
                                   SolverBlock &block) {
    set_up<Model::lognormal>(in, is_call, carries, block);
}
AXIOM_CLONES void normal_set_up(const double *const *in, const double *is_call, double carries,
                                SolverBlock &block) {
    set_up<Model::normal>(in, is_call, carries, block);
}
AXIOM_CLONES void lognormal_advance(SolverBlock &block, std::ptrdiff_t count) {
    advance<Model::lognormal>(block, count);
}
AXIOM_CLONES void normal_advance(SolverBlock &block, std::ptrdiff_t count) {
    advance<Model::normal>(block, count);
}
AXIOM_CLONES bool lognormal_finish(const double *const *in, SolverBlock &block) {
    return finish<Model::lognormal>(in, block);
}
AXIOM_CLONES bool normal_finish(const double *const *in, SolverBlock &block) {
    return finish<Model::normal>(in, block);
}

using Advance = void (*)(SolverBlock &, std::ptrdiff_t);

// Takes the third step in the lanes that need it, packed together.
void settle(SolverBlock &block, Advance advance_block) {
    std::ptrdiff_t lanes[kBlock];
    std::ptrdiff_t count = 0;
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
        lanes[count] = i;
        count += !(block.unsettled[i] < 0.0);
    }
    if (count == 0) return;
    SolverBlock packed;
    const std::ptrdiff_t padded = (count + kLanes - 1) / kLanes * kLanes;
    for (std::ptrdiff_t lane = 0; lane < padded; ++lane) {
        const std::ptrdiff_t i = lanes[lane < count ? lane : 0];
        packed.x[lane] = block.x[i];
        packed.value[lane] = block.value[i];
        packed.complement[lane] = block.complement[i];
        packed.uncertainty[lane] = block.uncertainty[i];
        packed.s[lane] = block.s[i];
    }
    advance_block(packed, padded);
    for (std::ptrdiff_t lane = 0; lane < count; ++lane) block.s[lanes[lane]] = packed.s[lane];
}

class ImpliedVolTask {
  public:
    explicit ImpliedVolTask(const ImpliedVolRequest &request) : request_(request) {}

    void operator()(std::ptrdiff_t begin, std::ptrdiff_t end) const {
        const bool is_lognormal = request_.model == Model::lognormal;
        const auto set_up_block = is_lognormal ? lognormal_set_up : normal_set_up;
        const auto advance_block = is_lognormal ? lognormal_advance : normal_advance;
        const auto finish_block = is_lognormal ? lognormal_finish : normal_finish;
        BlockInputs inputs(request_.columns);
        SolverBlock block;
        for (std::ptrdiff_t start = begin; start < end; start += kBlock) {
            const std::ptrdiff_t count = end - start < kBlock ? end - start : kBlock;
            inputs.load(start, count);
            set_up_block(inputs.values, inputs.is_call(), request_.columns.carries, block);
            advance_block(block, kBlock);
            advance_block(block, kBlock);
            settle(block, advance_block);
            const bool has_irregular = finish_block(inputs.values, block);
            store(start, count, block);
            if (has_irregular) mend(start, count, block);
        }
    }

  private:
    void store(std::ptrdiff_t start, std::ptrdiff_t count, const SolverBlock &block) const {
        for (std::ptrdiff_t i = 0; i < count; ++i) request_.vol[start + i] = block.vol[i];
        for (std::ptrdiff_t i = 0; i < count; ++i) request_.status[start + i] = kOk;
        if (request_.lower != nullptr)
            for (std::ptrdiff_t i = 0; i < count; ++i)
                request_.lower[start + i] = block.vol[i] - block.half_width[i];
        if (request_.upper != nullptr)
            for (std::ptrdiff_t i = 0; i < count; ++i)
                request_.upper[start + i] = block.vol[i] + block.half_width[i];
    }

    // Looks again, one by one, where the loops found no vol.
    void mend(std::ptrdiff_t start, std::ptrdiff_t count, const SolverBlock &block) const {
        for (std::ptrdiff_t i = 0; i < count; ++i) {
            if (!std::isnan(block.vol[i])) continue;
            const OptionTerms terms = request_.columns.at(start + i);
            write(start + i, implied_vol_one(terms, terms.vol, request_.model));
        }
    }

    void write(std::ptrdiff_t index, const VolResult &result) const {
        request_.vol[index] = result.vol;
        request_.status[index] = static_cast<std::uint8_t>(result.status);
        if (request_.lower != nullptr) request_.lower[index] = result.lower;
        if (request_.upper != nullptr) request_.upper[index] = result.upper;
    }

    const ImpliedVolRequest &request_;
};

}  // namespace

void implied_vol_batch(const ImpliedVolRequest &request) {
    run_in_threads(request.columns.size, request.threads, ImpliedVolTask(request));
}

VolResult implied_vol_one(const OptionTerms &terms, double price, Model model) {
    return model == Model::lognormal ? implied_vol_slow<Model::lognormal>(terms, price)
                                     : implied_vol_slow<Model::normal>(terms, price);
}

}  // namespace axiom

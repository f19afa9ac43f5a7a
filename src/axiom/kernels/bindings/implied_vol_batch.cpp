#include "axiom/implied_vol_batch.hpp"

namespace axiom {
namespace {

// A vol is identified when the price's rounding moves it by less than this, relatively.
constexpr double kIdentified = 1e-6;
// Values below it count as zero: the normal density has underflowed.
constexpr double kZeroValue = 1e-300;

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

// Two steps; the third is for the caller when `last_step` is not below kSettledStep.
struct TwoSteps {
    double s;
    double last_step;
};

template <Model model>
AXIOM_FN TwoSteps two_steps(const VolProblem &problem) {
    const double first = vol_step<model>(problem, vol_guess<model>(problem));
    const double second = vol_step<model>(problem, first);
    return {second, magnitude(second - first) / first};
}

template <Model model>
double solve(const VolProblem &problem) {
    const TwoSteps steps = two_steps<model>(problem);
    return steps.last_step < kSettledStep ? steps.s : vol_step<model>(problem, steps.s);
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

struct BlockOutputs {
    alignas(64) double s[kBlock];
    alignas(64) double last_step[kBlock];
    alignas(64) double half_width[kBlock];
    alignas(64) double vol[kBlock];
};

template <Model model>
AXIOM_FN OptionTerms terms_at(const double *const *in, const double *is_call, double carries,
                              std::ptrdiff_t i) {
    return {in[0][i], in[1][i], in[2][i], 0.0, in[4][i], in[5][i], is_call[i], carries};
}

template <Model model>
AXIOM_FN void first_steps(const double *const *in, const double *AXIOM_RESTRICT is_call,
                          double carries, BlockOutputs &out) {
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
        const TwoSteps steps = two_steps<model>(problem);
        const bool solvable = problem.value > 2.0 * problem.uncertainty &&
                              problem.value >= kZeroValue && problem.complement > 0.0;
        const double half_width = problem.uncertainty / value_slope<model>(problem, steps.s);
        out.s[i] = steps.s;
        out.last_step[i] = steps.last_step;
        out.half_width[i] = solvable ? half_width : kNaN;
        out.vol[i] = steps.s / root(expiry[i]);
    }
}

template <Model model>
AXIOM_FN void third_step(const double *const *in, const double *AXIOM_RESTRICT is_call,
                         double carries, BlockOutputs &out) {
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
        const double s = vol_step<model>(problem, out.s[i]);
        const bool settled = out.last_step[i] < kSettledStep;
        const double half_width = problem.uncertainty / value_slope<model>(problem, s);
        const bool keep = settled || out.half_width[i] != out.half_width[i];
        out.half_width[i] = keep ? out.half_width[i] : half_width;
        out.s[i] = settled ? out.s[i] : s;
        out.vol[i] = out.s[i] / root(expiry[i]);
    }
}

AXIOM_CLONES void lognormal_first_steps(const double *const *in, const double *is_call,
                                        double carries, BlockOutputs &out) {
    first_steps<Model::lognormal>(in, is_call, carries, out);
}
AXIOM_CLONES void lognormal_third_step(const double *const *in, const double *is_call,
                                       double carries, BlockOutputs &out) {
    third_step<Model::lognormal>(in, is_call, carries, out);
}
AXIOM_CLONES void normal_first_steps(const double *const *in, const double *is_call,
                                     double carries, BlockOutputs &out) {
    first_steps<Model::normal>(in, is_call, carries, out);
}
AXIOM_CLONES void normal_third_step(const double *const *in, const double *is_call,
                                    double carries, BlockOutputs &out) {
    third_step<Model::normal>(in, is_call, carries, out);
}

bool all_settled(const BlockOutputs &out) {
    std::int64_t unsettled = 0;
    for (std::ptrdiff_t i = 0; i < kBlock; ++i)
        unsettled |= static_cast<std::int64_t>(out.last_step[i] >= kSettledStep);
    return unsettled == 0;
}

class ImpliedVolTask {
  public:
    explicit ImpliedVolTask(const ImpliedVolRequest &request) : request_(request) {}

    void operator()(std::ptrdiff_t begin, std::ptrdiff_t end) const {
        const bool is_lognormal = request_.model == Model::lognormal;
        const auto first = is_lognormal ? lognormal_first_steps : normal_first_steps;
        const auto third = is_lognormal ? lognormal_third_step : normal_third_step;
        BlockInputs inputs(request_.columns);
        BlockOutputs block;
        for (std::ptrdiff_t start = begin; start < end; start += kBlock) {
            const std::ptrdiff_t count = end - start < kBlock ? end - start : kBlock;
            inputs.load(start, count);
            first(inputs.values, inputs.is_call(), request_.columns.carries, block);
            if (!all_settled(block))
                third(inputs.values, inputs.is_call(), request_.columns.carries, block);
            for (std::ptrdiff_t i = 0; i < count; ++i) store(start + i, block, i);
        }
    }

  private:
    void store(std::ptrdiff_t index, const BlockOutputs &block, std::ptrdiff_t i) const {
        const OptionTerms terms = request_.columns.at(index);
        const double half_width = block.half_width[i];
        const bool regular = half_width <= kIdentified * block.s[i] &&
                             terms.expiry >= kNegligible &&
                             (request_.model == Model::normal ||
                              (terms.spot > 0.0 && terms.strike > 0.0));
        if (!regular) {
            write(index, implied_vol_one(terms, terms.vol, request_.model));
            return;
        }
        const double scale = block.vol[i] / block.s[i];
        write(index, {block.vol[i], block.vol[i] - half_width * scale,
                      block.vol[i] + half_width * scale, VolStatus::ok});
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

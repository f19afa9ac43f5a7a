#include "axiom/pricing_batch.hpp"

#include <cstring>

namespace axiom {
namespace {

using BlockFunction = void (*)(const double *const *, const double *, double, double *const *);

// A block of inputs, by name.
struct BlockView {
    const double *AXIOM_RESTRICT spot;
    const double *AXIOM_RESTRICT strike;
    const double *AXIOM_RESTRICT expiry;
    const double *AXIOM_RESTRICT vol;
    const double *AXIOM_RESTRICT rate;
    const double *AXIOM_RESTRICT dividend_yield;
    const double *AXIOM_RESTRICT is_call;
    double carries;

    AXIOM_FN BlockView(const double *const *in, const double *is_call_in, double carries_in)
        : spot(in[0]), strike(in[1]), expiry(in[2]), vol(in[3]), rate(in[4]),
          dividend_yield(in[5]), is_call(is_call_in), carries(carries_in) {}

    AXIOM_FN OptionTerms at(std::ptrdiff_t i) const {
        return {spot[i], strike[i], expiry[i],  vol[i],
                rate[i], dividend_yield[i], is_call[i], carries};
    }
};

// A block of outputs, by name.
template <Detail detail>
AXIOM_FN void store(double *const *out, std::ptrdiff_t i, const Sensitivities &g) {
    out[0][i] = g.price;
    if constexpr (detail != Detail::price) {
        out[1][i] = g.delta;
        out[2][i] = g.gamma;
        out[3][i] = g.vega;
        out[4][i] = g.theta;
        out[5][i] = g.rho;
    }
    if constexpr (detail == Detail::all) {
        out[6][i] = g.psi;
        out[7][i] = g.dual_delta;
        out[8][i] = g.dual_gamma;
        out[9][i] = g.vanna;
        out[10][i] = g.volga;
        out[11][i] = g.charm;
        out[12][i] = g.veta;
        out[13][i] = g.speed;
        out[14][i] = g.zomma;
        out[15][i] = g.color;
        out[16][i] = g.ultima;
    }
}

// The lognormal formula runs as two loops: a single long body would
// leave the processor waiting on one chain of dependent operations.
template <Detail detail>
AXIOM_FN void lognormal_block(const double *const *in, const double *is_call, double carries,
                              double *const *out) {
    constexpr bool with_greeks = detail != Detail::price;
    alignas(64) double x[kBlock], s[kBlock], inverse_s[kBlock], root_expiry[kBlock];
    alignas(64) double forward_leg[kBlock], strike_leg[kBlock], inverse_spot[kBlock];
    alignas(64) double inverse_strike[kBlock], leg_ratio[kBlock];
    const BlockView options(in, is_call, carries);
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
        const LognormalTerms t = lognormal_terms<with_greeks>(options.at(i));
        x[i] = t.x;
        s[i] = t.s;
        inverse_s[i] = t.inverse_s;
        root_expiry[i] = t.root_expiry;
        forward_leg[i] = t.forward_leg;
        strike_leg[i] = t.strike_leg;
        inverse_spot[i] = t.inverse_spot;
        inverse_strike[i] = t.inverse_strike;
        leg_ratio[i] = t.leg_ratio;
    }
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
        const LognormalTerms t{x[i], s[i], inverse_s[i], root_expiry[i], forward_leg[i],
                               strike_leg[i], inverse_spot[i], inverse_strike[i], leg_ratio[i]};
        const LognormalCore core = lognormal_core(t, options.is_call[i]);
        store<detail>(out, i, lognormal_sensitivities<detail>(options.at(i), t, core));
    }
}

template <Detail detail>
AXIOM_FN void normal_block(const double *const *in, const double *is_call, double carries,
                           double *const *out) {
    const BlockView options(in, is_call, carries);
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < kBlock; ++i)
        store<detail>(out, i, normal<detail>(options.at(i)));
}

#define AXIOM_BLOCK(name, block, detail)                                                     \
    AXIOM_CLONES void name(const double *const *in, const double *is_call, double carries,   \
                           double *const *out) {                                             \
        block<detail>(in, is_call, carries, out);                                            \
    }
AXIOM_BLOCK(lognormal_price, lognormal_block, Detail::price)
AXIOM_BLOCK(lognormal_main, lognormal_block, Detail::main)
AXIOM_BLOCK(lognormal_all, lognormal_block, Detail::all)
AXIOM_BLOCK(normal_price, normal_block, Detail::price)
AXIOM_BLOCK(normal_main, normal_block, Detail::main)
AXIOM_BLOCK(normal_all, normal_block, Detail::all)
#undef AXIOM_BLOCK

// Whether any option of the block is outside the formulas' domain (a zero, a NaN, an infinity …).
AXIOM_CLONES bool has_irregular(const double *const *in, double least_price,
                                double least_vol, double greatest_vol) {
    const double *AXIOM_RESTRICT spot = in[0];
    const double *AXIOM_RESTRICT strike = in[1];
    const double *AXIOM_RESTRICT expiry = in[2];
    const double *AXIOM_RESTRICT vol = in[3];
    const double *AXIOM_RESTRICT rate = in[4];
    const double *AXIOM_RESTRICT dividend_yield = in[5];
    std::int64_t found = 0;
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
        const double sum = magnitude(spot[i]) + magnitude(strike[i]) + magnitude(rate[i]) +
                           magnitude(dividend_yield[i]);
        const std::int64_t regular =
            (sum < kHuge) & (spot[i] > least_price) & (strike[i] > least_price) & (expiry[i] >= kNegligible) &
            (expiry[i] <= kEndless) & (vol[i] >= least_vol) & (vol[i] <= greatest_vol);
        found |= regular ^ 1;
    }
    return found != 0;
}

BlockFunction block_function(Model model, Detail detail) {
    static constexpr BlockFunction lognormal_functions[] = {lognormal_price, lognormal_main,
                                                            lognormal_all};
    static constexpr BlockFunction normal_functions[] = {normal_price, normal_main, normal_all};
    const auto index = static_cast<int>(detail);
    return model == Model::lognormal ? lognormal_functions[index] : normal_functions[index];
}

Detail detail_of(double *const *outputs) {
    Detail detail = Detail::price;
    for (int j = 1; j < kOutputs; ++j) {
        if (outputs[j] == nullptr) continue;
        if (j > 5) return Detail::all;
        detail = Detail::main;
    }
    return detail;
}

// Prices [begin, end); returns the first index outside the domain, or -1.
class PricingTask {
  public:
    explicit PricingTask(const PricingRequest &request)
        : request_(request),
          compute_(block_function(request.model, detail_of(request.outputs))) {}

    std::ptrdiff_t operator()(std::ptrdiff_t begin, std::ptrdiff_t end) const {
        alignas(64) double scratch[kOutputs][kBlock];
        BlockInputs inputs(request_.columns);
        for (std::ptrdiff_t start = begin; start < end; start += kBlock) {
            const std::ptrdiff_t count = end - start < kBlock ? end - start : kBlock;
            inputs.load(start, count);
            double *targets[kOutputs];
            for (int j = 0; j < kOutputs; ++j) {
                const bool direct = request_.outputs[j] != nullptr && count == kBlock;
                targets[j] = direct ? request_.outputs[j] + start : scratch[j];
            }
            compute_(inputs.values, inputs.is_call(), request_.columns.carries, targets);
            if (count < kBlock) copy_out(scratch, start, count);
            if (has_irregular(inputs.values, least_price(), smallest_vol(request_.model),
                              largest_vol(request_.model))) {
                const std::ptrdiff_t bad = mend(start, count);
                if (bad >= 0) return bad;
            }
        }
        return -1;
    }

  private:
    double least_price() const {
        return request_.model == Model::lognormal ? 1.0 / kHuge : -kHuge;
    }

    void copy_out(double (*scratch)[kBlock], std::ptrdiff_t start, std::ptrdiff_t count) const {
        for (int j = 0; j < kOutputs; ++j)
            if (request_.outputs[j] != nullptr)
                std::memcpy(request_.outputs[j] + start, scratch[j],
                            static_cast<std::size_t>(count) * sizeof(double));
    }

    // Replaces the block's irregular elements by their limits.
    std::ptrdiff_t mend(std::ptrdiff_t start, std::ptrdiff_t count) const {
        for (std::ptrdiff_t i = start; i < start + count; ++i) {
            const OptionTerms terms = request_.columns.at(i);
            if (is_outside_domain(terms, request_.model)) return i;
            if (!has_nan(terms) && !needs_limit(terms, request_.model)) continue;
            Sensitivities g = limit_sensitivities(terms, request_.model);
            for (int j = 0; j < kOutputs; ++j)
                if (request_.outputs[j] != nullptr) request_.outputs[j][i] = fields(g)[j];
        }
        return -1;
    }

    const PricingRequest &request_;
    BlockFunction compute_;
};

}  // namespace

std::ptrdiff_t price_batch(const PricingRequest &request) {
    const PricingTask task(request);
    std::atomic<std::ptrdiff_t> first_bad{-1};
    run_in_threads(request.columns.size, request.threads,
                   [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                       const std::ptrdiff_t bad = task(begin, end);
                       std::ptrdiff_t known = first_bad.load();
                       while (bad >= 0 && (known < 0 || bad < known) &&
                              !first_bad.compare_exchange_weak(known, bad)) {
                       }
                   });
    return first_bad.load();
}

double price_one(const OptionTerms &terms, Model model) {
    return model == Model::lognormal ? lognormal<Detail::price>(terms).price
                                     : normal<Detail::price>(terms).price;
}

Sensitivities greeks_one(const OptionTerms &terms, Model model) { return formula(terms, model); }

}  // namespace axiom

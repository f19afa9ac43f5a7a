#include "axiom/pricing_batch.hpp"

#include <cstring>

namespace axiom {
namespace {

using BlockFunction = void (*)(const double *const *, const double *, double, double *const *);

template <Model model, Detail detail>
AXIOM_FN void block_loop(const double *const *in, const double *AXIOM_RESTRICT is_call,
                         double carries, double *const *out) {
    const double *AXIOM_RESTRICT spot = in[0];
    const double *AXIOM_RESTRICT strike = in[1];
    const double *AXIOM_RESTRICT expiry = in[2];
    const double *AXIOM_RESTRICT vol = in[3];
    const double *AXIOM_RESTRICT rate = in[4];
    const double *AXIOM_RESTRICT dividend_yield = in[5];
    double *AXIOM_RESTRICT price = out[0];
    double *AXIOM_RESTRICT delta = out[1];
    double *AXIOM_RESTRICT gamma = out[2];
    double *AXIOM_RESTRICT vega = out[3];
    double *AXIOM_RESTRICT theta = out[4];
    double *AXIOM_RESTRICT rho = out[5];
    double *AXIOM_RESTRICT psi = out[6];
    double *AXIOM_RESTRICT dual_delta = out[7];
    double *AXIOM_RESTRICT dual_gamma = out[8];
    double *AXIOM_RESTRICT vanna = out[9];
    double *AXIOM_RESTRICT volga = out[10];
    double *AXIOM_RESTRICT charm = out[11];
    double *AXIOM_RESTRICT veta = out[12];
    double *AXIOM_RESTRICT speed = out[13];
    double *AXIOM_RESTRICT zomma = out[14];
    double *AXIOM_RESTRICT color = out[15];
    double *AXIOM_RESTRICT ultima = out[16];
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
        const OptionTerms terms{spot[i], strike[i], expiry[i],  vol[i],
                                rate[i], dividend_yield[i], is_call[i], carries};
        const double root_expiry = root(expiry[i]);
        Sensitivities g;
        if constexpr (model == Model::lognormal) {
            g = lognormal<detail>(terms, root_expiry);
        } else {
            g = normal<detail>(terms, root_expiry);
        }
        price[i] = g.price;
        if constexpr (detail != Detail::price) {
            delta[i] = g.delta;
            gamma[i] = g.gamma;
            vega[i] = g.vega;
            theta[i] = g.theta;
            rho[i] = g.rho;
        }
        if constexpr (detail == Detail::all) {
            psi[i] = g.psi;
            dual_delta[i] = g.dual_delta;
            dual_gamma[i] = g.dual_gamma;
            vanna[i] = g.vanna;
            volga[i] = g.volga;
            charm[i] = g.charm;
            veta[i] = g.veta;
            speed[i] = g.speed;
            zomma[i] = g.zomma;
            color[i] = g.color;
            ultima[i] = g.ultima;
        }
    }
}

#define AXIOM_BLOCK(name, model, detail)                                                     \
    AXIOM_CLONES void name(const double *const *in, const double *is_call, double carries,   \
                           double *const *out) {                                             \
        block_loop<model, detail>(in, is_call, carries, out);                                \
    }
AXIOM_BLOCK(lognormal_price, Model::lognormal, Detail::price)
AXIOM_BLOCK(lognormal_main, Model::lognormal, Detail::main)
AXIOM_BLOCK(lognormal_all, Model::lognormal, Detail::all)
AXIOM_BLOCK(normal_price, Model::normal, Detail::price)
AXIOM_BLOCK(normal_main, Model::normal, Detail::main)
AXIOM_BLOCK(normal_all, Model::normal, Detail::all)
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
    const double root_expiry = root(terms.expiry);
    return model == Model::lognormal ? lognormal<Detail::price>(terms, root_expiry).price
                                     : normal<Detail::price>(terms, root_expiry).price;
}

Sensitivities greeks_one(const OptionTerms &terms, Model model) { return formula(terms, model); }

}  // namespace axiom

#include "axiom/pricing_batch.hpp"

#include "axiom/streaming.hpp"

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

// What the first of the two lognormal loops leaves to the second.
struct LognormalBlock {
    alignas(64) double x[kBlock];
    alignas(64) double s[kBlock];
    alignas(64) double inverse_s[kBlock];
    alignas(64) double root_expiry[kBlock];
    alignas(64) double forward_leg[kBlock];
    alignas(64) double strike_leg[kBlock];
    alignas(64) double inverse_spot[kBlock];
    alignas(64) double inverse_strike[kBlock];
    alignas(64) double leg_ratio[kBlock];

    AXIOM_FN void put(std::ptrdiff_t i, const LognormalTerms &t) {
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

    AXIOM_FN LognormalTerms at(std::ptrdiff_t i) const {
        return {x[i], s[i], inverse_s[i], root_expiry[i], forward_leg[i],
                strike_leg[i], inverse_spot[i], inverse_strike[i], leg_ratio[i]};
    }

    AXIOM_FN bool has_small_vols() const {
        std::int64_t found = 0;
        for (std::ptrdiff_t i = 0; i < kBlock; ++i)
            found |= static_cast<std::int64_t>(s[i] < kSmallTotalVol);
        return found != 0;
    }
};

// Prices again, with all their digits, the options whose total vol is tiny.
template <Detail detail>
AXIOM_FN void reprice_small_vols(const BlockView &options, const LognormalBlock &block,
                                 double *const *out) {
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
        const LognormalTerms t = block.at(i);
        const double price = lognormal_core<true>(t, options.is_call[i]).price;
        const bool small = t.s < kSmallTotalVol;
        out[0][i] = small ? price : out[0][i];
        if constexpr (detail != Detail::price) {
            const bool discounts_only = small && options.carries < 0.5;
            out[5][i] = discounts_only ? -options.expiry[i] * price : out[5][i];
        }
    }
}

// The lognormal formula runs as two loops: a single long body would leave the processor waiting on
// one chain of dependent operations. What only tiny vols need comes after, where there are any; the
// others' results are then the same whatever stands beside them.
template <Detail detail>
AXIOM_FN void lognormal_block(const double *const *in, const double *is_call, double carries,
                              double *const *out) {
    const BlockView options(in, is_call, carries);
    LognormalBlock block;
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < kBlock; ++i)
        block.put(i, lognormal_terms<detail != Detail::price>(options.at(i)));
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
        const LognormalTerms t = block.at(i);
        const LognormalCore core = lognormal_core<false>(t, options.is_call[i]);
        store<detail>(out, i, lognormal_sensitivities<detail>(options.at(i), t, core));
    }
    if (block.has_small_vols()) reprice_small_vols<detail>(options, block, out);
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

// Where the formulas hold, as bit patterns: lognormal prices are positive, normal ones of any sign.
struct Domain {
    std::int64_t price_mask;
    std::int64_t least_price;
    std::int64_t least_vol;
    std::int64_t greatest_vol;
};

Domain regular_domain(Model model) {
    const bool positive = model == Model::lognormal;
    return {positive ? -1 : 0x7fffffffffffffffLL, positive ? bits_of(1.0 / kHuge) : 0,
            bits_of(smallest_vol(model)), bits_of(largest_vol(model))};
}

// Negative where `bits` lie outside [least, greatest], both of positive doubles: those are ordered
// as their bits are, with infinity and NaN last; a negative double fails one difference or the other.
AXIOM_FN std::int64_t outside(std::int64_t bits, std::int64_t least, std::int64_t greatest) {
    const auto above = static_cast<std::uint64_t>(bits) - static_cast<std::uint64_t>(least);
    const auto below = static_cast<std::uint64_t>(greatest) - static_cast<std::uint64_t>(bits);
    return static_cast<std::int64_t>(above | below);
}

// Whether any option of the block is outside the formulas' domain (a zero, a NaN, an infinity …).
AXIOM_CLONES bool has_irregular(const double *const *in, const Domain &domain) {
    const double *AXIOM_RESTRICT spot = in[0];
    const double *AXIOM_RESTRICT strike = in[1];
    const double *AXIOM_RESTRICT expiry = in[2];
    const double *AXIOM_RESTRICT vol = in[3];
    const double *AXIOM_RESTRICT rate = in[4];
    const double *AXIOM_RESTRICT dividend_yield = in[5];
    const Domain d = domain;
    const std::int64_t huge = bits_of(kHuge);
    const std::int64_t least_expiry = bits_of(kNegligible);
    const std::int64_t greatest_expiry = bits_of(kEndless);
    std::int64_t found = 0;
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
        found |= outside(bits_of(spot[i]) & d.price_mask, d.least_price, huge) |
                 outside(bits_of(strike[i]) & d.price_mask, d.least_price, huge) |
                 outside(bits_of(expiry[i]), least_expiry, greatest_expiry) |
                 outside(bits_of(vol[i]), d.least_vol, d.greatest_vol) |
                 (huge - bits_of(magnitude(rate[i]))) |
                 (huge - bits_of(magnitude(dividend_yield[i])));
    }
    return found < 0;
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

// Results that are not wanted, and the last block's, which is padded, go to a scratch first.
class Direct {
  public:
    Direct(double *const *outputs, std::ptrdiff_t) : outputs_(outputs) {}

    double *const *targets(std::ptrdiff_t start, std::ptrdiff_t count) {
        for (int j = 0; j < kOutputs; ++j) {
            const bool direct = outputs_[j] != nullptr && count == kBlock;
            targets_[j] = direct ? outputs_[j] + start : scratch_[j];
        }
        return targets_;
    }

    void write(std::ptrdiff_t start, std::ptrdiff_t count) {
        if (count == kBlock) return;
        for (int j = 0; j < kOutputs; ++j)
            if (outputs_[j] != nullptr) copy_doubles(outputs_[j] + start, scratch_[j], count);
    }

    void finish() {}

  private:
    double *const *outputs_;
    double *targets_[kOutputs];
    alignas(64) double scratch_[kOutputs][kBlock];
};

class Streamed {
  public:
    Streamed(double *const *outputs, std::ptrdiff_t begin) : outputs_(outputs) {
        for (int j = 0; j < kOutputs; ++j)
            if (outputs[j] != nullptr) streams_[j].start(outputs[j] + begin);
    }

    double *const *targets(std::ptrdiff_t, std::ptrdiff_t) {
        for (int j = 0; j < kOutputs; ++j) targets_[j] = streams_[j].slot();
        return targets_;
    }

    void write(std::ptrdiff_t, std::ptrdiff_t count) {
        for (int j = 0; j < kOutputs; ++j)
            if (outputs_[j] != nullptr) streams_[j].advance(count);
    }

    void finish() {
        for (int j = 0; j < kOutputs; ++j)
            if (outputs_[j] != nullptr) streams_[j].finish();
        finish_streaming();
    }

  private:
    double *const *outputs_;
    double *targets_[kOutputs];
    StreamedOutput<kBlock> streams_[kOutputs];
};

// Prices [begin, end); returns the first index outside the domain, or -1.
class PricingTask {
  public:
    explicit PricingTask(const PricingRequest &request)
        : request_(request),
          compute_(block_function(request.model, detail_of(request.outputs))),
          streams_(is_streamed(request)) {}

    std::ptrdiff_t operator()(std::ptrdiff_t begin, std::ptrdiff_t end) const {
        return streams_ ? run<Streamed>(begin, end) : run<Direct>(begin, end);
    }

  private:
    // Measured: going around the caches pays for many outputs at a time.
    static bool is_streamed(const PricingRequest &request) {
        std::ptrdiff_t outputs = 0;
        for (const double *output : request.outputs) outputs += output != nullptr;
        return can_stream() && outputs >= 8 && outputs * request.columns.size >= kStreamedDoubles;
    }

    template <class Writer>
    std::ptrdiff_t run(std::ptrdiff_t begin, std::ptrdiff_t end) const {
        Writer writer(request_.outputs, begin);
        BlockInputs inputs(request_.columns);
        const Domain domain = regular_domain(request_.model);
        for (std::ptrdiff_t start = begin; start < end; start += kBlock) {
            const std::ptrdiff_t count = end - start < kBlock ? end - start : kBlock;
            inputs.load(start, count);
            double *const *targets = writer.targets(start, count);
            compute_(inputs.values, inputs.is_call(), request_.columns.carries, targets);
            if (has_irregular(inputs.values, domain)) {
                const std::ptrdiff_t bad = mend(start, count, targets);
                if (bad >= 0) return bad;
            }
            writer.write(start, count);
        }
        writer.finish();
        return -1;
    }

    // Replaces the block's irregular elements by their limits.
    std::ptrdiff_t mend(std::ptrdiff_t start, std::ptrdiff_t count, double *const *targets) const {
        for (std::ptrdiff_t i = 0; i < count; ++i) {
            const OptionTerms terms = request_.columns.at(start + i);
            if (is_outside_domain(terms, request_.model)) return start + i;
            if (is_regular(terms, request_.model)) continue;
            Sensitivities g = limit_sensitivities(terms, request_.model);
            for (int j = 0; j < kOutputs; ++j) targets[j][i] = fields(g)[j];
        }
        return -1;
    }

    const PricingRequest &request_;
    BlockFunction compute_;
    bool streams_;
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

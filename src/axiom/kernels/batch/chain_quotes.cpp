#include "axiom/desk/chain_quotes.hpp"

#include <limits>

#include "axiom/elementary.hpp"

namespace axiom::desk {
namespace {

constexpr double kRounding = 1e-12;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kEndless = std::numeric_limits<double>::infinity();

enum Figure { kPrice, kDelta, kGamma, kVega };

// Rows of one expiry.
struct Stretch {
    std::ptrdiff_t expiry;
    std::ptrdiff_t begin;
    std::ptrdiff_t count;
};

struct Block {
    alignas(64) double bid[kRows];
    alignas(64) double ask[kRows];
    alignas(64) double buy[kRows];
    alignas(64) double sell[kRows];
    alignas(64) double buy_share[kRows];
    alignas(64) double sell_share[kRows];
};

// Where bid and ask would be without a grid; NaN stays.
AXIOM_FN void place(const ChainQuoteRequest &r, const Stretch &s, Block &block) {
    const ChainParameters p = r.parameters;
    const double *AXIOM_RESTRICT value = r.rows.figures[kPrice] + s.begin;
    const double *AXIOM_RESTRICT delta = r.rows.figures[kDelta] + s.begin;
    const double *AXIOM_RESTRICT gamma = r.rows.figures[kGamma] + s.begin;
    const double *AXIOM_RESTRICT vega = r.rows.figures[kVega] + s.begin;
    const double *AXIOM_RESTRICT smile_delta = r.rows.smile_delta + s.begin;
    const double *AXIOM_RESTRICT vol = r.rows.vol + s.begin;
    const double *AXIOM_RESTRICT vol_error = r.rows.vol_error + s.begin;
    const double *AXIOM_RESTRICT half_market = r.rows.half_market + s.begin;
    const std::int32_t *AXIOM_RESTRICT bucket = r.rows.bucket + s.begin;
    const double widening = r.expiries.widening[s.expiry];
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < s.count; ++i) {
        const double unknown = p.vol_uncertainty + p.vol_errors * vol_error[i];
        const double move = p.reaction * gamma[i] * vol[i] * vol[i];
        const double adverse = p.per_delta * magnitude(delta[i]);
        const double sum = (vega[i] * unknown + move + adverse + half_market[i]) * widening;
        const double half = sum < p.minimum_edge ? p.minimum_edge : sum;
        const double lean = smile_delta[i] * p.risk_delta + vega[i] * r.risk_vega[bucket[i]] +
                            gamma[i] * r.risk_gamma[bucket[i]];
        const double low = value[i] - lean - half, least = value[i] - p.minimum_edge;
        const double high = value[i] - lean + half, most = value[i] + p.minimum_edge;
        block.bid[i] = least < low ? least : low;
        block.ask[i] = high < most ? most : high;
    }
}

// Least that an option can be worth.
AXIOM_FN double intrinsic(double strike, double is_call, double american, double forward_leg,
                          double discount, double spot) {
    const double sign = 2.0 * is_call - 1.0;
    const double held = sign * (forward_leg - discount * strike);
    const double now = american * sign * (spot - strike);
    const double greater = held < now ? now : held;
    return greater < 0.0 ? 0.0 : greater;
}

// Least that each option can be worth, rounded up.
AXIOM_FN void floor_values(const ChainQuoteRequest &r, const Stretch &s, double *AXIOM_RESTRICT out,
                           Increments &by) {
    const double *AXIOM_RESTRICT strike = r.rows.strike + s.begin;
    const std::uint8_t *AXIOM_RESTRICT is_call = r.rows.is_call + s.begin;
    const std::uint8_t *AXIOM_RESTRICT american = r.rows.american + s.begin;
    const double forward_leg = r.expiries.forward_leg[s.expiry];
    const double discount = r.expiries.discount[s.expiry], spot = r.parameters.spot;
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < s.count; ++i)
        out[i] = intrinsic(strike[i], is_call[i], american[i], forward_leg, discount, spot);
    by.find(r.grid, out, s.count);
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < s.count; ++i) out[i] = ceiling(out[i], by.at(i));
}

// Rounds outward and keeps behind the market.
AXIOM_FN void round_outward(const ChainQuoteRequest &r, const Stretch &s, Block &block) {
    const double *AXIOM_RESTRICT value = r.rows.figures[kPrice] + s.begin;
    const double *AXIOM_RESTRICT bid_cap = r.rows.bid_cap + s.begin;
    const double *AXIOM_RESTRICT ask_floor = r.rows.ask_floor + s.begin;
    const double minimum_edge = r.parameters.minimum_edge;
    alignas(64) double least[kRows], above[kRows];
    Increments by;
    floor_values(r, s, least, by);
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < s.count; ++i) {
        const double edge = value[i] - minimum_edge;
        const double raised = edge < least[i] ? edge : least[i];
        block.bid[i] = block.bid[i] < raised ? raised : block.bid[i];
    }
    by.find(r.grid, block.bid, s.count);
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < s.count; ++i) {
        const GridPrice bid = floor_price(block.bid[i], by.at(i));
        above[i] = price_of(bid.steps + 1.0, by.at(i));
        block.bid[i] = bid_cap[i] < bid.price ? bid_cap[i] : bid.price;
    }
    by.find(r.grid, block.ask, s.count);
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < s.count; ++i) {
        const double up = ceiling(block.ask[i], by.at(i));
        const double ask = up < above[i] ? above[i] : up;
        block.ask[i] = ask < ask_floor[i] ? ask_floor[i] : ask;
    }
}

// Contracts by size, holdings and net notional.
AXIOM_FN void begin_sizes(const ChainQuoteRequest &r, const Stretch &s, Block &block) {
    const ChainParameters p = r.parameters;
    const double *AXIOM_RESTRICT held = r.rows.held + s.begin;
    const double bought = p.net_up < p.size ? p.net_up : p.size;
    const double sold = p.net_down < p.size ? p.net_down : p.size;
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < s.count; ++i) {
        const double beside = p.beside + magnitude(held[i]);
        const double positive = beside < 0.0 ? 0.0 : beside;
        const double most = p.position < positive ? p.position : positive;
        block.buy[i] = most - held[i] < bought ? most - held[i] : bought;
        block.sell[i] = most + held[i] < sold ? most + held[i] : sold;
    }
}

double inverse_of(double room) { return room > 0.0 ? 1.0 / room : kEndless; }

// Raises the share of the room that one contract bought or sold takes to that of one limit.
AXIOM_FN void take_room(const double *AXIOM_RESTRICT figure, double scale, double up, double down,
                        std::ptrdiff_t count, Block &block) {
    const double rise = inverse_of(up), fall = inverse_of(down);
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        const double step = scale * figure[i], size = magnitude(step);
        const double risen = step == 0.0 ? 0.0 : size * rise;
        const double fallen = step == 0.0 ? 0.0 : size * fall;
        const double buy = step > 0.0 ? risen : fallen, sell = step > 0.0 ? fallen : risen;
        block.buy_share[i] = buy > block.buy_share[i] ? buy : block.buy_share[i];
        block.sell_share[i] = sell > block.sell_share[i] ? sell : block.sell_share[i];
    }
}

// Contracts that all limits on Greeks leave.
AXIOM_FN void bound_sizes(const ChainQuoteRequest &r, const Stretch &s, Block &block) {
    for (std::ptrdiff_t i = 0; i < s.count; ++i) block.buy_share[i] = block.sell_share[i] = 0.0;
    for (int j = 0; j < r.limits.count; ++j)
        take_room(r.rows.figures[r.limits.figure[j]] + s.begin, r.limits.scale[j], r.limits.up[j],
                  r.limits.down[j], s.count, block);
    take_room(r.rows.figures[kVega] + s.begin, r.parameters.vega_scale,
              r.expiries.vega_up[s.expiry], r.expiries.vega_down[s.expiry], s.count, block);
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < s.count; ++i) {
        const double buy = 1.0 / block.buy_share[i], sell = 1.0 / block.sell_share[i];
        block.buy[i] = buy < block.buy[i] ? buy : block.buy[i];
        block.sell[i] = sell < block.sell[i] ? sell : block.sell[i];
    }
}

AXIOM_FN bool is_finite(double x) { return x - x == 0.0; }

AXIOM_FN void publish(const ChainQuoteRequest &r, const Stretch &s, const Block &block) {
    const double lot = r.parameters.lot, share = (1.0 + kRounding) / lot;
    double *AXIOM_RESTRICT bid = r.bid + s.begin;
    double *AXIOM_RESTRICT ask = r.ask + s.begin;
    double *AXIOM_RESTRICT bid_size = r.bid_size + s.begin;
    double *AXIOM_RESTRICT ask_size = r.ask_size + s.begin;
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < s.count; ++i) {
        const double buy = std::floor(block.buy[i] * share) * lot;
        const double sell = std::floor(block.sell[i] * share) * lot;
        const bool known = is_finite(block.bid[i] + block.ask[i]);
        const bool buys = known & (block.bid[i] > 0.0) & (buy >= lot);
        const bool sells = known & (sell >= lot);
        bid[i] = buys ? block.bid[i] : kNone;
        ask[i] = sells ? block.ask[i] : kNone;
        bid_size[i] = buys ? buy : 0.0;
        ask_size[i] = sells ? sell : 0.0;
    }
}

AXIOM_CLONES void quote_stretch(const ChainQuoteRequest &r, const Stretch &s) {
    Block block;
    place(r, s, block);
    round_outward(r, s, block);
    begin_sizes(r, s, block);
    bound_sizes(r, s, block);
    publish(r, s, block);
}

}  // namespace

void quote_chain(const ChainQuoteRequest &request) {
    for (std::ptrdiff_t e = 0; e < request.expiries.count; ++e) {
        const std::ptrdiff_t end = request.expiries.first[e + 1];
        for (std::ptrdiff_t begin = request.expiries.first[e]; begin < end; begin += kRows)
            quote_stretch(request, {e, begin, end - begin < kRows ? end - begin : kRows});
    }
}

}  // namespace axiom::desk

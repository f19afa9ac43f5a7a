#include "axiom/fourier/nodes.hpp"

namespace axiom::fourier {
namespace {

struct Place {
    Complex u, speed;  // the point, and its derivative in y
};

AXIOM_FN Place place_at(const Contour &contour, SineCosine tilt, double y) {
    const double grown = exponential(y), shrunk = 1.0 / grown;
    const double sinh = 0.5 * (grown - shrunk), cosh = 0.5 * (grown + shrunk);
    const Complex along{contour.width * sinh * tilt.cosine, contour.width * cosh * tilt.sine};
    return {{along.re, along.im - 0.5},
            {contour.width * cosh * tilt.cosine, contour.width * sinh * tilt.sine}};
}

AXIOM_FN Complex payoff_factor(Payoff payoff, Complex u) {
    const double cash = payoff == Payoff::cash ? 1.0 : 0.0;
    const double asset = payoff == Payoff::asset ? 1.0 : 0.0;
    return (1.0 - asset) + (asset - cash) * times_i(u);
}

template <Reach reach>
AXIOM_FN void make_node(const Integrand &g, SineCosine tilt, double y, double share, int j, Nodes &nodes) {
    const Place place = place_at(g.contour, tilt, y);
    const Complex u = place.u, iu = times_i(u), c = u * u + iu;
    const Exponent e = exponent_of<reach>(g.model, g.expiry, u);
    const Complex carried = g.reference * iu;
    const Complex scale = share * (place.speed * payoff_factor(g.payoff, u) / c);
    const Complex modelled = scale * exponential(e.value + carried);
    const Complex control = scale * exponential(carried - (0.5 * g.deviation * g.deviation) * c);
    const Complex value = modelled - control;
    const auto put = [&](int k, Complex weight) { nodes.re[k][j] = weight.re, nodes.im[k][j] = weight.im; };
    nodes.u_re[j] = u.re, nodes.u_im[j] = u.im;
    const double turns = g.deviation * root(squared_size(u));
    nodes.size[j] = root(squared_size(value)) * (reach == Reach::value ? 1.0 : (1.0 + turns) * (1.0 + turns));
    put(0, value);
    if constexpr (reach != Reach::value) {
        put(1, iu * value);
        put(2, iu * (iu * value));
        put(3, modelled * e.expiry);
        put(4, modelled * e.initial_variance);
        put(5, modelled * e.long_variance);
    }
    if constexpr (reach == Reach::jumps || reach == Reach::all) {
        put(6, modelled * e.jump_intensity);
        put(7, modelled * e.jump_mean);
        put(8, modelled * e.jump_vol);
    }
    if constexpr (reach == Reach::all) {
        put(9, modelled * e.mean_reversion);
        put(10, modelled * e.vol_of_vol);
        put(11, modelled * e.correlation);
    }
}

template <Reach reach>
AXIOM_FN void fill(const Integrand &g, double first, double step, double last, Nodes &nodes) {
    const SineCosine tilt = sine_cosine(g.contour.tilt);
    AXIOM_INDEPENDENT
    for (int j = 0; j < kChunk; ++j) {
        const double y = first + j * step;
        make_node<reach>(g, tilt, y, y > last ? 0.0 : (y == 0.0 ? 0.5 : 1.0), j, nodes);
    }
}

AXIOM_CLONES void make_values(const Integrand &g, double first, double step, double last, Nodes &nodes) {
    fill<Reach::value>(g, first, step, last, nodes);
}
AXIOM_CLONES void make_greeks(const Integrand &g, double first, double step, double last, Nodes &nodes) {
    fill<Reach::time_and_variance>(g, first, step, last, nodes);
}
AXIOM_CLONES void make_all(const Integrand &g, double first, double step, double last, Nodes &nodes) {
    fill<Reach::all>(g, first, step, last, nodes);
}

}  // namespace

void make_nodes(const Integrand &g, Reach reach, double first, double step, double last, Nodes &nodes) {
    if (reach == Reach::value) make_values(g, first, step, last, nodes);
    if (reach == Reach::time_and_variance) make_greeks(g, first, step, last, nodes);
    if (reach == Reach::jumps || reach == Reach::all) make_all(g, first, step, last, nodes);
}

}  // namespace axiom::fourier

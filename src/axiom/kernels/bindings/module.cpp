#include "module.hpp"

NB_MODULE(_core, module) {
    axiom::bindings::bind_pricing(module);
    axiom::bindings::bind_dividends(module);
    axiom::bindings::bind_surface(module);
    axiom::bindings::bind_surface_fit(module);
    axiom::bindings::bind_spline_fit(module);
    axiom::bindings::bind_spline(module);
    axiom::bindings::bind_certificate(module);
    axiom::bindings::bind_spline_certificate(module);
    axiom::bindings::bind_svi_certificate(module);
    axiom::bindings::bind_pde(module);
    axiom::bindings::bind_closed_forms(module);
    axiom::bindings::bind_american(module);
    axiom::bindings::bind_recursions(module);
    axiom::bindings::bind_american_greeks(module);
    axiom::bindings::bind_implied_vols(module);
    axiom::bindings::bind_fourier(module);
    axiom::bindings::bind_sabr(module);
    axiom::bindings::bind_live(module);
    axiom::bindings::bind_markets(module);
    axiom::bindings::bind_montecarlo(module);
    axiom::bindings::bind_simulators(module);
    axiom::bindings::bind_vol_simulators(module);
    axiom::bindings::bind_payoffs(module);
    axiom::bindings::bind_several_assets(module);
    axiom::bindings::bind_two_dates(module);
    axiom::bindings::bind_hedging(module);
    axiom::bindings::bind_chain(module);
}

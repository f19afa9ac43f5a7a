#pragma once

#include <nanobind/nanobind.h>

namespace axiom::bindings {

void bind_pricing(nanobind::module_ &module);
void bind_dividends(nanobind::module_ &module);
void bind_surface(nanobind::module_ &module);
void bind_surface_fit(nanobind::module_ &module);
void bind_spline_fit(nanobind::module_ &module);
void bind_spline(nanobind::module_ &module);
void bind_certificate(nanobind::module_ &module);
void bind_spline_certificate(nanobind::module_ &module);
void bind_svi_certificate(nanobind::module_ &module);
void bind_pde(nanobind::module_ &module);
void bind_closed_forms(nanobind::module_ &module);
void bind_american(nanobind::module_ &module);
void bind_recursions(nanobind::module_ &module);
void bind_american_greeks(nanobind::module_ &module);
void bind_implied_vols(nanobind::module_ &module);
void bind_fourier(nanobind::module_ &module);
void bind_sabr(nanobind::module_ &module);
void bind_live(nanobind::module_ &module);
void bind_markets(nanobind::module_ &module);
void bind_payoffs(nanobind::module_ &module);
void bind_montecarlo(nanobind::module_ &module);
void bind_simulators(nanobind::module_ &module);
void bind_vol_simulators(nanobind::module_ &module);
void bind_several_assets(nanobind::module_ &module);
void bind_two_dates(nanobind::module_ &module);
void bind_hedging(nanobind::module_ &module);
void bind_chain(nanobind::module_ &module);

}  // namespace axiom::bindings

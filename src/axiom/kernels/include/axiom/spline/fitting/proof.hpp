// Slices as they are handed out, and what the exact checks find of them.
#pragma once

#include <cmath>
#include <vector>

#include "axiom/spline/certificate.hpp"
#include "axiom/spline/fitting/fit.hpp"

namespace axiom::spline::fitting {

// A slice as it is handed out.
struct Published {
    std::vector<double> knots, values, second;

    Published(const std::vector<double> &x, const std::vector<double> &w)
        : knots(x), values(w), second(x.size()) {
        second_derivatives(static_cast<int>(x.size()), knots.data(), values.data(), second.data());
    }
    SliceView view() const {
        return {static_cast<int>(knots.size()), knots.data(), values.data(), second.data()};
    }
};

inline std::vector<Published> publish(const JointProblem &p) {
    std::vector<Published> out;
    for (const SliceProblem &s : p.slices) out.emplace_back(s.basis.knots(), s.values());
    return out;
}

// What the checks of every slice and gap have found; where nothing has changed it is kept.
struct Proof {
    std::vector<std::vector<Finding>> slice, gap;
    std::vector<Finding> after;

    explicit Proof(std::size_t size) : slice(size), gap(size - 1) {}

    bool update(const std::vector<Published> &s, const std::vector<char> &changed) {
        const std::size_t n = s.size();
        bool all = true;
        for (std::size_t i = 0; i < n; ++i) {
            if (changed[i]) slice[i].clear(), check_slice(s[i].view(), slice[i]);
            all = all && slice[i].empty();
            if (i + 1 == n) break;
            if (changed[i] || changed[i + 1])
                gap[i].clear(), check_gap(s[i].view(), s[i + 1].view(), gap[i]);
            all = all && gap[i].empty();
        }
        if (changed[n - 1]) after.clear(), check_after(s[n - 1].view(), after);
        return all && after.empty();
    }

    // Makes the barriers firmer where a butterfly was found, and demands the order of two slices
    // where it fails.
    void answer(JointProblem &p) const {
        constexpr double kFirmer = 10.0;
        for (std::size_t i = 0; i < slice.size(); ++i)
            if (!slice[i].empty()) p.slices[i].firmness *= kFirmer;
        if (!after.empty()) p.slices.back().firmness *= kFirmer;
        for (std::size_t i = 0; i < gap.size(); ++i) {
            bool between = false;
            for (const Finding &f : gap[i]) {
                if (f.condition == Condition::calendar && std::isfinite(f.k))
                    p.add_point(i, f.k);
                else
                    between = between || (f.weight > 0.0 && f.weight < 1.0);
            }
            if (!gap[i].empty()) p.gaps[i].firmness *= 2.0;
            if (between) p.slices[i].firmness *= kFirmer, p.slices[i + 1].firmness *= kFirmer;
        }
    }
};

}  // namespace axiom::spline::fitting

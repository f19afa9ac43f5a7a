// What a maker holds and has earned: wealth marked to mid is spread + carry - fees, each kept by itself.
#pragma once

#include "../elementary.hpp"

namespace axiom::markets {

struct Account {
    int inventory = 0, most = 0, least = 0;
    double cash = 0.0, spread = 0.0, carry = 0.0, fees = 0.0;
    double bid_fills = 0.0, ask_fills = 0.0, bid_orders = 0.0, ask_orders = 0.0;
    double held = 0.0, held_absolute = 0.0, held_squared = 0.0;  // integrals over time
    double mark = 0.0, time = 0.0;

    double wealth() const { return cash + inventory * mark; }

    // The holding until now meets the mid's move until now.
    void mark_to(double mid, double now) {
        const double q = inventory, years = now - time;
        carry += q * (mid - mark);
        held += q * years;
        held_absolute += magnitude(q) * years;
        held_squared += q * q * years;
        mark = mid;
        time = now;
    }

    // Buys (+1) or sells (-1) one unit at `price`; the account must be marked.
    void trade(int side, double price, double fee) {
        cash -= side * price + fee;
        spread += side * (mark - price);
        fees += fee;
        inventory += side;
        most = inventory > most ? inventory : most;
        least = inventory < least ? inventory : least;
        (side > 0 ? bid_fills : ask_fills) += 1.0;
    }
};

}  // namespace axiom::markets

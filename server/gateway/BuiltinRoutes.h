// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace TaskMaster::Server {

class Metrics;
class Readiness;
class Router;

/**
 * The addresses that every server has, for those who run it: `/livez` (the lanes turn), `/readyz` (send people here, or
 * why not: 503), `/metrics` (Prometheus text), and `/ws` asked without an upgrade (426). Called once at start; the
 * arguments outlive the router.
 */
void addBuiltinRoutes(Router &router, const Readiness &readiness, const Metrics &metrics);

} // namespace TaskMaster::Server

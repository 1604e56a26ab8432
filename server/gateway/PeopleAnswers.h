// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/HttpResponder.h"
#include "server/gateway/RouteDescription.h"
#include "shared/core/Result.h"

#include <functional>

namespace TaskMaster::Server {

/// What the routes about people have in common.
namespace PeopleAnswers {

inline constexpr qint64 PasswordMax = 1024; ///< characters in a body; PasswordPolicy has the last word
inline constexpr int PageMax = 100;

/// What is about somebody's account or keys belongs into no cache.
[[nodiscard]] HttpResponse unstored(int status, const QJsonObject &body);
/// A page of `items`; `next` is null behind the last one.
[[nodiscard]] HttpResponse page(const QJsonArray &items, const QJsonValue &next = {});
/// 204, or the problem.
[[nodiscard]] std::function<void(Result<void>)> done(const HttpResponder &responder);

[[nodiscard]] RouteDescription described(const char *tag, const char *summary, Scope scope, AnswerDescription answer);

} // namespace PeopleAnswers

} // namespace TaskMaster::Server

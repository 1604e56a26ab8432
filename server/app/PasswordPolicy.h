// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

namespace TaskMaster::Server {

/**
 * Which passwords are taken: long enough, not among those that are tried first, not made of who one is. Asked wherever
 * a password is set; never when signing in. Pure, any thread. The errors name the field `password` and never repeat it.
 */
namespace PasswordPolicy {

struct Person {
    QString email;
    QString name;
};
[[nodiscard]] Result<void> check(const QByteArray &password, const Person &person, int lengthMin);

/// The words behind the most common passwords, lower-case, without digits and signs around them: sorted.
[[nodiscard]] bool isCommon(const QString &word);

} // namespace PasswordPolicy

} // namespace TaskMaster::Server

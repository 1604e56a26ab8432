// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Error.h"

namespace TaskMaster::Server {

/**
 * Everything that is wrong with one request, each with its place: collected while it is read, so that whoever sent it
 * can mend it in one go. HttpResponse::problem() writes the list as `errors: [{field, pointer, message}]`. A value; one
 * thread at a time.
 */
class FieldErrors {
public:
    /// `field`: the name of a member of the body, or its path from there with dots. `why` follows the name: “must be
    /// set”.
    void add(const QString &field, const QString &why);
    /// The same with a whole sentence.
    void addSentence(const QString &field, const QString &sentence);
    /// A parameter of the query or a header: it has no place in the body.
    void addParameter(const QString &name, const QString &why);

    [[nodiscard]] bool isEmpty() const { return m_errors.isEmpty(); }
    /// InvalidField with all of them; its message is the first. Not to be asked when there are none.
    [[nodiscard]] Error error() const;

private:
    QVariantList m_errors;
};

} // namespace TaskMaster::Server

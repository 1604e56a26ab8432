// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Error.h"

#include <optional>
#include <utility>
#include <variant>

namespace TaskMaster {

/**
 * A value or an Error: what every function that can fail in an expected way returns. Reads like std::expected of
 * C++23, which GCC 12 lacks. Programmer errors are assertions, not Results.
 */
template <class T> class [[nodiscard]] Result {
public:
    Result(T value) // NOLINT(google-explicit-constructor): `return value;` is the point
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error) // NOLINT(google-explicit-constructor)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }
    Result(ErrorCode code) // NOLINT(google-explicit-constructor)
        : m_state(std::in_place_index<1>, Error(code))
    {
    }

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T &value() & { return *checkedValue(); }
    [[nodiscard]] const T &value() const & { return *const_cast<Result *>(this)->checkedValue(); }
    [[nodiscard]] T &&value() && { return std::move(*checkedValue()); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::move(*this).value(); }
    T *operator->() { return checkedValue(); }
    const T *operator->() const { return const_cast<Result *>(this)->checkedValue(); }

    [[nodiscard]] const Error &error() const
    {
        Q_ASSERT(!ok());
        return std::get<1>(m_state);
    }

private:
    T *checkedValue()
    {
        Q_ASSERT(ok());
        return &std::get<0>(m_state);
    }
    std::variant<T, Error> m_state;
};

template <> class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) // NOLINT(google-explicit-constructor)
        : m_error(std::move(error))
    {
    }
    Result(ErrorCode code) // NOLINT(google-explicit-constructor)
        : m_error(Error(code))
    {
    }

    [[nodiscard]] bool ok() const { return !m_error.has_value(); }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const Error &error() const
    {
        Q_ASSERT(m_error);
        return *m_error;
    }

private:
    std::optional<Error> m_error;
};

} // namespace TaskMaster

# SPDX-License-Identifier: GPL-3.0-or-later
# What every target of the project has in common: language, warnings, sanitizers, precompiled headers.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()
# The linker is GNU ld on purpose: what lld 14 links from GCC 12's optimised objects does not catch exceptions that are
# thrown from a function that never returns (found by tst_http_door; the same objects linked with GNU ld do).

function(taskmaster_target target)
    target_compile_definitions(${target} PRIVATE
        QT_NO_KEYWORDS QT_NO_FOREACH QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
        QT_DISABLE_DEPRECATED_BEFORE=0x060400 TASKMASTER_VERSION="${PROJECT_VERSION}")
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wsuggest-override)
    if(TASKMASTER_WERROR)
        target_compile_options(${target} PRIVATE -Werror)
    endif()
    if(TASKMASTER_SANITIZE)
        # With checks for null, GCC 12 takes comparisons of function addresses for no constant expressions (its bug
        # 71962), and fieldIndex() is one.
        target_compile_options(${target} PRIVATE -fsanitize=${TASKMASTER_SANITIZE} -fno-omit-frame-pointer
            -fno-sanitize=null,nonnull-attribute,returns-nonnull-attribute)
        target_link_options(${target} PRIVATE -fsanitize=${TASKMASTER_SANITIZE})
    endif()
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
endfunction()

# taskmaster_library(<name> [SOURCES …] [LINK <public libraries>] [LINK_PRIVATE …]): one static library per room.
# The LINK lines are the arrows of docs/ARCHITECTURE.md; tests/tidy checks the #includes against the same arrows.
function(taskmaster_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;LINK_PRIVATE")
    add_library(${name} STATIC ${arg_SOURCES})
    taskmaster_target(${name})
    target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE ${arg_LINK_PRIVATE})
    if(TASKMASTER_PCH)
        target_precompile_headers(${name} PRIVATE
            <QtCore/QByteArray> <QtCore/QHash> <QtCore/QList> <QtCore/QObject> <QtCore/QString>
            <functional> <memory> <optional> <unordered_map> <variant> <vector>)
    endif()
endfunction()

# taskmaster_test(<name> [LABEL <fast|slow|…>] SOURCES … LINK …): a Qt Test program known to ctest and ./check.
function(taskmaster_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;TIMEOUT" "SOURCES;LINK")
    add_executable(${name} ${arg_SOURCES})
    taskmaster_target(${name})
    target_link_libraries(${name} PRIVATE ${arg_LINK} Qt6::Test)
    set_target_properties(${name} PROPERTIES UNITY_BUILD OFF) # one file each, with its own anonymous names
    add_test(NAME ${name} COMMAND ${name})
    if(NOT arg_LABEL)
        set(arg_LABEL fast)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    # The dear ones are started first: fast tests side by side, then the slow ones, which measure or kill, each alone.
    if(arg_LABEL STREQUAL fast)
        set_tests_properties(${name} PROPERTIES COST 1000)
    else()
        set_tests_properties(${name} PROPERTIES COST 1 RUN_SERIAL ON)
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABEL}" TIMEOUT ${arg_TIMEOUT})
endfunction()

# taskmaster_variants(<test> …): also on PostgreSQL, and with every optimisation off: tests/support/Variant.h.
function(taskmaster_variants)
    foreach(test IN LISTS ARGN)
        add_test(NAME ${test}_postgres COMMAND ${test})
        add_test(NAME ${test}_switches_off COMMAND ${test})
        get_test_property(${test} ENVIRONMENT environment)
        if(NOT environment)
            set(environment "")
        endif()
        foreach(property LABELS TIMEOUT COST RUN_SERIAL)
            get_test_property(${test} ${property} value)
            if(value)
                set_tests_properties(${test}_postgres ${test}_switches_off PROPERTIES ${property} "${value}")
            endif()
        endforeach()
        set_tests_properties(${test}_postgres PROPERTIES ENVIRONMENT "${environment};TASKMASTER_TEST_DATABASE=postgres")
        set_tests_properties(${test}_switches_off PROPERTIES ENVIRONMENT "${environment};TASKMASTER_TEST_SWITCHES=off")
    endforeach()
endfunction()

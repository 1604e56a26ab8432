// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Program.h"

int main(int argc, char **argv)
{
    return TaskMaster::Server::runProgram(argc, argv);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TERMINAL_H
#define MQTT_TERMINAL_H

#include "ns3/mqtt-bytes.h"

/// @file
/// What a program needs to know of the place it writes to.

namespace ns3::mqtt
{

/// @return whether the environment asks for UTF-8
bool IsUtf8Locale();

/// @param descriptor file descriptor
/// @return columns of the terminal behind it; 0 if there is none
std::size_t GetTerminalWidth(int descriptor);

/// @param text UTF-8
/// @return how many characters it has
std::size_t CountCharacters(const std::string& text);

/// @param text a character or several
/// @param count how often
/// @return it so many times over
std::string Repeat(const std::string& text, std::size_t count);

/// @param text may hold anything, what a peer sent as well
/// @return the same as one line, with "?" for control characters
std::string ToLine(std::string text);

/// Says in one line on the standard error what is wrong.
/// @param program its name
/// @param error what is wrong
/// @return status for the program to end with
int Complain(const std::string& program, const Error& error);

} // namespace ns3::mqtt

#endif /* MQTT_TERMINAL_H */

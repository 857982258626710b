// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TERMINAL_H
#define MQTT_TERMINAL_H

#include <cstddef>
#include <string>

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

} // namespace ns3::mqtt

#endif /* MQTT_TERMINAL_H */

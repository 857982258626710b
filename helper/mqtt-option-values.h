// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_OPTION_VALUES_H
#define MQTT_OPTION_VALUES_H

#include "ns3/mqtt-bytes.h"
#include "ns3/nstime.h"

/// @file
/// Reads what stands behind the "=" of an option. ns-3's own readers take "12x" for 12 and end the
/// program at a time they cannot read; these say what is wrong and what is allowed.

namespace ns3::mqtt
{

/// @param text elements with commas between them
/// @return the elements, each once; or that there is none or that one is empty
Result<std::vector<std::string>> ReadList(const std::string& text);

/// @param text decimal digits
/// @param least least number allowed
/// @param most greatest number allowed
/// @return the number
Result<std::uint64_t> ReadWhole(const std::string& text, std::uint64_t least, std::uint64_t most);

/// @param text a decimal number and ns, us, ms, s, min, h or d; no unit is s
/// @param least shortest time allowed
/// @param most longest time allowed
/// @return the time
Result<Time> ReadTime(const std::string& text, Time least, Time most);

/// @param time a time
/// @return it in the largest unit that gives a whole number, as ReadTime() reads it
std::string ShowTime(Time time);

/// @param text true, false, 1, 0, or nothing for true
/// @return whether it says yes
Result<bool> ReadFlag(const std::string& text);

/// @param text a name
/// @param allowed all names
/// @return the same name
Result<std::string> ReadChoice(const std::string& text, const std::vector<std::string>& allowed);

} // namespace ns3::mqtt

#endif /* MQTT_OPTION_VALUES_H */

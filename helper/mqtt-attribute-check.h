// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ATTRIBUTE_CHECK_H
#define MQTT_ATTRIBUTE_CHECK_H

#include "ns3/mqtt-bytes.h"

#include <optional>

namespace ns3::mqtt
{

/// Checks what is to become the default of an ns-3 attribute or a global value, without setting it.
/// @param name "ns3::TypeName::Attribute", or name of a global value
/// @param value its new value as text
/// @return what is wrong and what is allowed; nothing if all is well
std::optional<Error> CheckAttribute(const std::string& name, const std::string& value);

/// @param name "ns3::TypeName"
/// @return that there is no such type, and which there are; nothing if there is
std::optional<Error> CheckTypeName(const std::string& name);

} // namespace ns3::mqtt

#endif /* MQTT_ATTRIBUTE_CHECK_H */
